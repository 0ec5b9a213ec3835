import type { INodeProperties } from 'n8n-workflow';

import { booleanInput, wholeInput } from '../../../../parameters/check/values';
import type { Item } from '../../../run/operation';

export const MAX_CHATS = 'Max Chats';
export const PREVIEW_ONLY = 'Preview Only';

/** On at first: nobody ends or deletes chats before having seen which ones. */
export function previewField(verb: 'deleted' | 'ended'): INodeProperties {
	return {
		displayName: PREVIEW_ONLY,
		name: 'previewOnly',
		type: 'boolean',
		default: true,
		description: `Whether to only return the chats that would be ${verb}, without changing them`,
	};
}

/**
 * How many chats are worked on. Not called `limit`: n8n would then say "Tweak the 'Return All' or 'Limit'"
 * under a node that has no such parameter. `limit` is what workflows made before have.
 */
export function maxChatsFields(verb: 'delete' | 'end'): INodeProperties[] {
	return [
		{
			displayName: MAX_CHATS,
			name: 'maxChats',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1 },
			description: `Max number of chats to ${verb}`,
		},
		{ displayName: 'Limit', name: 'limit', type: 'hidden', default: '' },
	];
}

/**
 * `limit`: a number of chats, from 1.
 *
 * @throws Explained for other values
 */
export function readCleanUp({ get }: Item): { limit: number; preview: boolean } {
	const before = get('limit');
	return {
		limit: wholeInput(before === '' || before === undefined ? get('maxChats') : before, MAX_CHATS, 1),
		preview: booleanInput(get('previewOnly'), PREVIEW_ONLY),
	};
}
