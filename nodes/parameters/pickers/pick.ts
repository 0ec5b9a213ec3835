import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { Page } from '../../retell/api/types';
import { connectToRetell, type SendToRetell } from '../../retell/http/client';
import { nodeErrorOf } from '../../retell/nodeError';

/** Reads the rows of a picker from Retell; what goes wrong is shown in the picker. */
export async function pick<Rows>(
	context: ILoadOptionsFunctions,
	read: (send: SendToRetell) => Promise<Rows>,
): Promise<Rows> {
	try {
		return await read(connectToRetell(context));
	} catch (thrown) {
		throw nodeErrorOf(context, thrown);
	}
}

/** Where the picker's next page is; undefined after the last one. */
export function nextPageOf({ has_more: more, pagination_key: key }: Page<unknown>): string | undefined {
	return more && typeof key === 'string' && key !== '' ? key : undefined;
}
