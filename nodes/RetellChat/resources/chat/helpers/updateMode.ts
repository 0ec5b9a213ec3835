import type { INodeProperties } from 'n8n-workflow';

import { readAttributeChanges, readMetadataChanges } from '../../../../parameters/chatSettings';
import { choiceInput, isBlank } from '../../../../parameters/check/values';
import { SESSION_KEY } from '../../../../retell/sessions/session';

/** What Retell stores as a custom attribute. */
export type Attribute = string | number | boolean;

const MODES = ['merge', 'replace'] as const;

/** What becomes of the names that a chat has and that an update does not name. */
type UpdateMode = (typeof MODES)[number];

/** New metadata or custom attributes for a chat that has some. */
export interface DataUpdate<Value = unknown> {
	/** By name; null removes a name. */
	changes: Record<string, Value | null>;
	mode: UpdateMode;
}

/** An update that leaves nothing but a session's key. */
export const CLEARED: DataUpdate<never> = { changes: {}, mode: 'replace' };

export const updateModeField: INodeProperties = {
	displayName: 'Update Mode',
	// It began with the metadata alone; names of parameters stay.
	name: 'metadataMode',
	type: 'options',
	options: [
		{
			name: 'Merge',
			value: 'merge',
			description: "Keep the values that you don't name. A value of null removes a name. Adds one request.",
		},
		{
			name: 'Replace',
			value: 'replace',
			description:
				"Remove the values that you don't name, except the session key. Adds one request if you set metadata.",
		},
	],
	default: 'merge',
	description:
		'What happens to the metadata and custom attributes that the chat already has. Leaving a field blank changes nothing.',
};

/** @throws Explained for a mode that there isn't */
export function readUpdateMode(value: unknown): UpdateMode {
	return isBlank(value) ? 'merge' : choiceInput(value, updateModeField.displayName, MODES);
}

/**
 * Reads metadata for a chat; undefined if nothing was given. To replace by nothing takes more than a
 * null: only that of the session key counts, which stays unless it is named.
 *
 * @throws Explained if it is no object, or too large
 */
export function readMetadataUpdate(metadata: unknown, mode: UpdateMode): DataUpdate | undefined {
	return updateOf(readMetadataChanges(metadata), mode, [SESSION_KEY]);
}

/**
 * Reads custom attributes for a chat; undefined if nothing was given, or if nothing but null is to replace.
 *
 * @throws Explained for values that Retell does not store
 */
export function readAttributesUpdate(attributes: unknown, mode: UpdateMode): DataUpdate<Attribute> | undefined {
	return updateOf(readAttributeChanges(attributes), mode);
}

/** @param kept names that stay when the rest is replaced */
function updateOf<Value>(
	given: Record<string, Value | null> | undefined,
	mode: UpdateMode,
	kept: string[] = [],
): DataUpdate<Value> | undefined {
	const changes = Object.entries(given ?? {}).filter(
		([name, value]) => mode === 'merge' || value !== null || kept.includes(name),
	);
	return changes.length > 0 ? { changes: Object.fromEntries(changes), mode } : undefined;
}
