import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nClient, WorkflowFile } from '../n8n/index.ts';
import { needsOf } from './needs.ts';
import { markDone } from './notes.ts';
import { fillIn, type Ids } from './workflow.ts';

export interface ImportedExample {
	name: string;
	/** What it wants from a person before it works. */
	needs?: string;
}

/**
 * Imports the examples that are not there yet, with this credential and this agent in them, and
 * "Done" at the steps that this does; tells of all. What a person has made of one stays.
 */
export async function importExamples(client: N8nClient, folder: string, ids: Ids): Promise<ImportedExample[]> {
	const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
	const there = await client.workflowNames();
	const examples: ImportedExample[] = [];
	for (const file of files.sort()) {
		const example = JSON.parse(await readFile(join(folder, file), 'utf8')) as WorkflowFile;
		const nodes = example.nodes.map((node) => markDone(fillIn(node, ids)));
		const needs = await needsOf(client, nodes);
		examples.push({ name: example.name, ...(needs ? { needs } : {}) });
		if (!there.includes(example.name)) await client.saveWorkflow({ ...example, nodes });
	}
	return examples;
}
