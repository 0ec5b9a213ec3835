import { readFileSync } from 'node:fs';

import type { INodeParameters } from 'n8n-workflow';

/** What workflows of a version hold, as it was when that version was released. */
export interface Frozen {
	/** By the name of the node: what `surfaceOf` gives. */
	surface: Record<string, string[]>;
	/** By the file of the schema: the fields that come out. */
	outputs: Record<string, string[]>;
	/** By the name of the operation: the parameters of its node. */
	workflows: Record<string, INodeParameters>;
}

export const frozenFile = (version: string) => `test/compat/${version}.json`;

export function frozen(version: string): Frozen {
	return JSON.parse(readFileSync(frozenFile(version), 'utf8')) as Frozen;
}
