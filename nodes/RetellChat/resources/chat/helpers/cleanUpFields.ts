import type { INodeProperties } from 'n8n-workflow';

import { booleanInput, wholeInput } from '../../../../parameters/check/values';
import type { Item } from '../../../run/operation';

export const LIMIT = 'Limit';
export const PREVIEW_ONLY = 'Preview Only';

/** How many chats are worked on, and whether anything is done to them. `verb`: what would be done. */
export function cleanUpFields(verb: 'deleted' | 'ended'): INodeProperties[] {
	return [
		{
			displayName: LIMIT,
			name: 'limit',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1 },
			description: 'Max number of results to return',
		},
		{
			displayName: PREVIEW_ONLY,
			name: 'previewOnly',
			type: 'boolean',
			default: false,
			description: `Whether to only return the chats that would be ${verb}, without changing them`,
		},
	];
}

/**
 * `limit`: a number of chats, from 1.
 *
 * @throws Explained for other values
 */
export function readCleanUp({ get }: Item): { limit: number; preview: boolean } {
	return {
		limit: wholeInput(get('limit'), LIMIT, 1),
		preview: booleanInput(get('previewOnly'), PREVIEW_ONLY),
	};
}
