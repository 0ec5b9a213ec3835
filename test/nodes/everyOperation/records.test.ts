// Each operation of the node has its record, and does what the record says: by itself, and beside Retell's own SDK.
import { existsSync } from 'node:fs';

import { Workflow } from 'n8n-workflow';
import Retell from 'retell-sdk';

import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';
import { startSandbox, type RecordedRequest, type Sandbox } from '../../../tools/sandbox/index.ts';
import { described, nodeOf, nodeTypesOf } from '../../host/data.ts';
import { runWorkflow } from '../../host/run.ts';
import { credentialFor } from '../fixtures.ts';
import { namesOf, OPERATIONS, recordOf, type OperationName } from '../../operations/index.ts';
import { expectToMatch, expressionsOf, schemaFile, schemaOf } from '../../operations/schema.ts';
import type { Item } from '../../operations/record.ts';
import { workflowOf } from '../../operations/workflow.ts';

let sandbox: Sandbox;
let retell: Retell;
beforeAll(async () => {
	sandbox = await startSandbox();
	retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
});
afterAll(() => sandbox.close());

test('an operation has its place in the table, its file, its record and its schema', () => {
	const inTable = new RetellChat().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.flatMap((option) =>
				'value' in option ? { of: displayOptions?.show?.resource, name: option.value } : [],
			),
		);
	const recorded = OPERATIONS.map(namesOf).map(({ resource, operation }) => ({ of: [resource], name: operation }));
	expect(inTable).toHaveLength(recorded.length);
	expect(inTable).toEqual(expect.arrayContaining(recorded));
	const file = (name: OperationName) => `nodes/RetellChat/resources/${name.replace('.', '/')}.ts`;
	expect(OPERATIONS.filter((name) => !existsSync(file(name)) || !existsSync(schemaFile(name)))).toEqual([]);
});

test('a record says what an AI agent is asked for, but for those that answer a trigger', () => {
	const silent = OPERATIONS.filter((name) => recordOf(name).tool === undefined);
	expect(silent.map((name) => recordOf(name).trigger)).not.toContain(undefined);
	expect(silent.length).toBeLessThan(OPERATIONS.length);
});

describe.each(OPERATIONS)('%s', (operation) => {
	const { prepare, sdk, check, calls, schema } = recordOf(operation);
	const run = (parameters: object, input: object) =>
		runWorkflow(workflowOf(operation), {
			credential: credentialFor(sandbox),
			input: [input],
			parameters: { ...parameters },
		});

	test('does what its record says, and sends what the SDK sends', async () => {
		const bySdk = await requestsOf(() => sdk(retell, prepare(sandbox)));
		const byNode = await requestsOf(async () => {
			const input = prepare(sandbox);
			const { json, error } = await run({}, input);
			expect(error).toBeUndefined();
			check(json as Item[], sandbox, input);
		});

		expect(bySdk.length > 0).toBe(Object.keys(calls).length > 0);
		expect(bySdk.map(({ status }) => status).filter((status) => status === null || status >= 300)).toEqual([]);
		expect(byNode).toEqual(bySdk);
	});

	test('gives the fields of its schema, which the editor shows before a first run', async () => {
		sandbox.reset();
		const { json, error } = await run(schema?.parameters ?? {}, (schema?.prepare ?? prepare)(sandbox));
		expect(error).toBeUndefined();
		expect(json.length).toBeGreaterThan(0);
		for (const item of json) expectToMatch(item, schemaOf(operation), operation, schema?.sometimes);
	});

	test("gives fields that n8n's expressions can read", () => {
		const nodeTypes = nodeTypesOf({ reader: { description: described('reader') } });
		const workflow = new Workflow({ nodes: [nodeOf('reader')], connections: {}, active: false, nodeTypes });
		const read = (expression: string) =>
			workflow.expression.getParameterValue(expression, null, 0, 0, 'reader', [{ json: {} }], 'manual', {});
		for (const expression of expressionsOf(schemaOf(operation))) expect(read(expression)).toBeUndefined();
	});
});

/** What was sent meanwhile to a fresh account. */
async function requestsOf(send: () => Promise<unknown>) {
	sandbox.reset();
	await send();
	return sandbox.requests.map(wireOf);
}

function wireOf({ method, path, query, body, rawBody, headers, status }: RecordedRequest) {
	return {
		method,
		path: decodeURIComponent(path),
		query,
		body,
		empty: rawBody === '',
		type: headers['content-type'],
		authorization: headers.authorization,
		status,
	};
}
