// Workflows that were saved with earlier versions go on working: each name and value that they hold is still there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { TYPES } from '../host/retell.ts';
import { runWorkflow } from '../host/run.ts';
import { recordOf, type OperationName } from '../operations/index.ts';
import type { Item } from '../operations/record.ts';
import { workflowOf } from '../operations/workflow.ts';
import { frozenFile, outputs, surfaceOf, type Frozen, type Names } from './surface.ts';

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

/** What stood at a place, and stands there no more. */
const gone = (then: Names, now: Names) =>
	Object.entries(then).flatMap(([at, names]) =>
		names.filter((each) => !now[at]?.includes(each)).map((each) => `${at}: ${each}`),
	);

describe.each(globSync('test/compat/*.json').map((file) => basename(file, '.json')))('version %s:', (version) => {
	const { surface, outputs: fields, workflows } = JSON.parse(readFileSync(frozenFile(version), 'utf8')) as Frozen;

	test('each parameter and each of its values is still there', () => {
		expect(Object.keys(surface).length).toBeGreaterThan(100);
		expect(gone(surface, surfaceOf(Object.values(TYPES).map(({ description }) => description)))).toEqual([]);
	});

	test('each field still comes out', () => {
		expect(gone(fields, outputs())).toEqual([]);
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
