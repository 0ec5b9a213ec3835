import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nClient, WorkflowFile } from '../n8n/index.ts';
import { fillIn, type Ids } from './workflow.ts';

/**
 * Imports the examples that are not there yet, with this credential and this agent in them; returns
 * the names of all. What a person has made of one stays.
 */
export async function importExamples(client: N8nClient, folder: string, ids: Ids): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const there = await client.workflowNames();
  const names: string[] = [];
  for (const file of files.sort()) {
    const example = JSON.parse(await readFile(join(folder, file), 'utf8')) as WorkflowFile;
    names.push(example.name);
    if (there.includes(example.name)) continue;
    await client.saveWorkflow({ ...example, nodes: example.nodes.map((node) => fillIn(node, ids)) });
  }
  return names;
}
