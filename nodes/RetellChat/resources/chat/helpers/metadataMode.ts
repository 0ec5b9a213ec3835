import type { INodeProperties } from 'n8n-workflow';

import { readMetadataChanges } from '../../../../parameters/chatSettings';
import { choiceInput, isBlank } from '../../../../parameters/check/values';
import { SESSION_KEY } from '../../../../retell/sessions';

const MODES = ['merge', 'replace'] as const;

/** New metadata for a chat that has some. */
export interface MetadataUpdate {
	/** By name; null removes a name. */
	changes: Record<string, unknown>;
	/** What becomes of the metadata that are not named. */
	mode: (typeof MODES)[number];
}

export const metadataModeField: INodeProperties = {
	displayName: 'Metadata Mode',
	name: 'metadataMode',
	type: 'options',
	options: [
		{
			name: 'Merge',
			value: 'merge',
			description: "Keep the metadata that you don't name. The value null removes a name. Adds one request.",
		},
		{
			name: 'Replace',
			value: 'replace',
			description: 'Remove the rest of the metadata, except the session key. Adds one request.',
		},
	],
	default: 'merge',
	description: 'What happens to the metadata that the chat already has',
};

/**
 * Reads metadata and what becomes of the rest; undefined if nothing was given. To replace by nothing
 * takes more than a null: only that of the session key counts, which stays unless it is named.
 *
 * @throws Explained if it is no object, too large, or of no mode
 */
export function readMetadataUpdate(metadata: unknown, metadataMode: unknown): MetadataUpdate | undefined {
	const mode = isBlank(metadataMode) ? 'merge' : choiceInput(metadataMode, metadataModeField.displayName, MODES);
	const changes = Object.entries(readMetadataChanges(metadata) ?? {}).filter(
		([name, value]) => mode === 'merge' || value !== null || name === SESSION_KEY,
	);
	return changes.length > 0 ? { changes: Object.fromEntries(changes), mode } : undefined;
}
