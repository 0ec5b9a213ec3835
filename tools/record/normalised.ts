// Writes what went over the wire and what came out, in a form that two runs of the same code share.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

import type { RecordedRequest } from '../sandbox/index.ts';

const { OUT = 'coverage/recordings' } = process.env;

/** Writes a recording; ids that Retell or n8n makes, times and ports are numbered or left out. */
export function write(name: string, recording: unknown): void {
	const ids = new Map<string, string>();
	const numbered = (id: string, kind: string) => {
		const known = ids.get(id) ?? `<${kind} ${ids.size + 1}>`;
		ids.set(id, known);
		return known;
	};
	const text = JSON.stringify(recording, null, '\t')
		.replaceAll(/\b(chat|agent|llm|conversation_flow)_[0-9a-f]{12,}\b/g, numbered)
		.replaceAll(/"(message_id|tool_call_id)": "([0-9a-f]{10,})"/g, (_all, key: string, id: string) => {
			return `"${key}": "${numbered(id, key)}"`;
		})
		.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
		.replaceAll(/\b1\d{12}\b/g, '"<ms>"')
		.replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>')
		.replaceAll(/127\.0\.0\.1:\d+/g, '<host>')
		.replaceAll(/"duration_seconds": [\d.]+/g, '"duration_seconds": "<seconds>"')
		.replaceAll(/\d+\.\d seconds too late/g, '<seconds> seconds too late');
	mkdirSync(OUT, { recursive: true });
	writeFileSync(join(OUT, `${name}.json`), `${text}\n`);
}

/** Requests side by side arrive in any order: they are sorted. */
export function wireOf(requests: readonly RecordedRequest[]): unknown[] {
	return requests
		.map(({ method, path, query, body, rawBody, headers, status }) => ({
			method,
			path,
			query,
			body,
			rawBody: body === undefined ? rawBody : undefined,
			type: headers['content-type'],
			authorization: headers.authorization !== undefined,
			status,
		}))
		.map((request) => JSON.stringify(request))
		.sort()
		.map((text) => JSON.parse(text) as unknown);
}

export function itemsOf(items: INodeExecutionData[]): unknown[] {
	return items.map(({ json, pairedItem }) => ({ json, pairedItem }));
}
