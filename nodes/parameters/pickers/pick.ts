import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { Page } from '../../retell/api/types';
import { connectToRetell, type SendToRetell } from '../../retell/http/client';
import { nodeErrorOf } from '../../retell/nodeError';
import { isRecord, textOf } from '../../retell/values';

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

/** What a locator of the node holds; empty for an expression, which has a value only in a run. */
export function selectedId(context: ILoadOptionsFunctions, name: string): string {
	const value: unknown = context.getCurrentNodeParameter(name);
	const id = textOf(isRecord(value) ? value.value : value).trim();
	return id.startsWith('=') ? '' : id;
}
