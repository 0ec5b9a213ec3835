import { NodeApiError } from 'n8n-workflow';

import { causeOf } from '../../retell/http/causes';

// Where many chats are worked on, and one that Retell refuses must not stop the others.

/** After so many faults of Retell or the network in a row, the rest would fare no better. */
export const MOST_FAULTS = 10;
const OF_ALL_CHATS = ['credential-invalid', 'rate-limited'];
const NO_SUCH_CALL = ['404', '405'];

/**
 * Whether a failure says nothing about the other chats: not a refused key, a limit or a cancelled run. A
 * chat that is gone is no failure where this is asked, so a 404 or 405 says that there is no such call.
 */
export function isOfOneChat(thrown: unknown): thrown is NodeApiError {
	if (!(thrown instanceof NodeApiError) || NO_SUCH_CALL.includes(thrown.httpCode ?? '')) return false;
	return !OF_ALL_CHATS.includes(causeOf(thrown));
}
