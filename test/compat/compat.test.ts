// Workflows that were saved with earlier versions go on working: each name and value that they hold is still there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { runWorkflow } from '../host/run.ts';
import { recordOf, type OperationName } from '../operations/index.ts';
import type { Item } from '../operations/record.ts';
import { workflowOf } from '../operations/workflow.ts';
import { frozen, frozenFile } from './frozen.ts';
import { outputs, surfaceOf } from './surface.ts';

const NODES: INodeType[] = [
	new RetellChat(),
	new RetellChatTrigger(),
	new RetellChatWebhookTrigger(),
	new RetellInboundSmsTrigger(),
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

test('the version that is about to be released is kept', () => {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	expect(existsSync(frozenFile(version))).toBe(true);
});

describe.each(globSync('test/compat/*.json').map((file) => basename(file, '.json')))('version %s:', (version) => {
	const { surface, outputs: fields, workflows } = frozen(version);

	test.each(Object.entries(surface))('each parameter and each value of %s is still there', (name, lines) => {
		const node = NODES.find(({ description }) => description.name === name);
		const now = new Set(node ? surfaceOf(node.description) : []);
		expect(lines.length).toBeGreaterThan(5);
		expect(lines.filter((line) => !now.has(line))).toEqual([]);
	});

	test('each field still comes out', () => {
		const now = outputs();
		const gone = Object.entries(fields).flatMap(([file, names]) =>
			names.filter((each) => !now[file]?.includes(each)).map((each) => `${file}: ${each}`),
		);
		expect(gone).toEqual([]);
	});

	test.each(Object.entries(workflows))('the workflow of %s runs', async (name, parameters) => {
		const operation = name as OperationName;
		const { prepare, check } = recordOf(operation);
		const workflow = workflowOf(operation);
		Object.assign(workflow.nodes.at(-1) ?? {}, { parameters });
		const input = prepare(sandbox);
		const { apiKey, url } = sandbox;
		const { json, error } = await runWorkflow(workflow, { credential: { apiKey, baseUrl: url }, input: [input] });
		expect(error).toBeUndefined();
		check(json as Item[], sandbox, input);
	});
});
