import { NodeApiError } from 'n8n-workflow';

import { TransientFault } from '../../messages/explained';

/** Why a call failed, in n8n's terms; empty for anything but a call. */
export function causeOf(thrown: unknown): string {
	return (thrown instanceof NodeApiError && thrown.failure?.cause) || '';
}

/** Whether a failure goes away by itself; a key or a parameter must be fixed by a person. */
export function isTransient(thrown: unknown): boolean {
	return thrown instanceof TransientFault || ['rate-limited', 'temporarily-unavailable'].includes(causeOf(thrown));
}
