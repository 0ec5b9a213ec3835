// Parameters of any type that JavaScript has, in every field of every operation.
import fc from 'fast-check';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { useTimeWithoutWaits } from '../host/time.ts';
import { ASKING, recordOf } from '../operations/index.ts';
import { checkRefused, checkRequest } from './calls.ts';
import type { Credential } from '../host/data.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { runNode } from './node.ts';
import { checkFailure, withoutKey } from './oracle.ts';
import { parametersOf, type Known, type Parameters } from './parameters.ts';
import { hostileText, hostileValue, PROTOTYPE_KEYS } from './values.ts';
import { AGENT, ENDED, fillSandbox, GOOD_VALUES, NUMBER, ONGOING } from './account.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty', apiKey: KEY, newKeys: true, analysisDelayMs: null });
});
afterAll(() => sandbox.close());
const time = useTimeWithoutWaits();

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const known: Known = {
	...GOOD_VALUES,
	chatId: fc.constantFrom(id(ONGOING), id(ONGOING), id(ENDED)),
	agentId: fc.constant(id(AGENT)),
	agentIds: fc.constantFrom<string[]>([], [AGENT]),
	fromNumber: fc.constant(id(NUMBER)),
	phoneNumber: fc.constant(id(NUMBER)),
	agentVersion: fc.constantFrom('latest', 'latest_published', 'specific'),
	specificVersion: fc.constantFrom(id('0'), id('latest'), id('')),
	metadata: fc.constantFrom<unknown>({}, { a: 1 }, '{"b":2}'),
	value: fc.constantFrom<unknown>('1', 2),
};

const isId = (text: string) => text.trim() === text && !['', '.', '..'].includes(text);

test.each(ASKING)('%s', async (operation) => {
	const parameters = parametersOf(operation, known, hostileValue);
	await cases(parameters, RUNS.values, async (one: Parameters) => {
		sandbox.reset();
		fillSandbox(sandbox);
		const { items, thrown, refused } = await runNode(one, {
			credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
			time: time(),
		});

		for (const request of sandbox.requests) checkRequest(operation, request, isId);
		refused.forEach(checkRefused);
		if (thrown !== undefined) return checkFailure(thrown, { input: one, key: KEY });
		withoutKey(items, KEY);
		const rows = items.map(({ json }) => json);
		recordOf(operation).holds?.({ parameters: one, rows, sandbox, requests: sandbox.requests });
	});
});

test('operations that are none', async () => {
	const name = fc.oneof(
		fc.constantFrom<unknown>('chat', 'chatAgent', 'get', ...PROTOTYPE_KEYS),
		hostileText,
		hostileValue,
	);
	await cases(fc.record({ resource: name, operation: name }), RUNS.operations, async (one) => {
		sandbox.reset();
		const { thrown } = await runNode(
			{ ...one, chatId: id(ONGOING) },
			{ credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url }, time: time() },
		);
		if (thrown === undefined) throw new Error('Something was done');
		checkFailure(thrown, { input: one, key: KEY });
	});
});

test('credentials', async () => {
	const text = fc.oneof(
		hostileText,
		hostileValue,
		fc.constantFrom<unknown>(
			'http://retell.example',
			'https://',
			'ftp://127.0.0.1',
			'javascript:0',
			'http://127.0.0.1:99999',
		),
	);
	await cases(fc.record({ apiKey: text, baseUrl: text }), RUNS.credentials, async (credential) => {
		const { items, thrown } = await runNode(
			{ resource: 'chat', operation: 'get', chatId: id(ONGOING), simplify: true },
			{ credential: credential as Credential, time: time() },
		);
		if (thrown === undefined) throw new Error(`A chat from nowhere: ${JSON.stringify(items)}`);
		checkFailure(thrown, { input: credential, key: KEY });
	});
});
