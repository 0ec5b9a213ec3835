// Parameters of any type that JavaScript has, in every field of every operation.
import fc from 'fast-check';

import type { Credential } from '../host/data.ts';
import { useTimeWithoutWaits } from '../host/time.ts';
import { credentialFor } from '../nodes/fixtures.ts';
import { ASKING } from '../operations/index.ts';
import { GOOD_VALUES, id, ONGOING, useAccount } from './account.ts';
import { checkSuccess } from './answered.ts';
import { checkRefused, checkRequest } from './calls.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { runNode } from './node.ts';
import { checkFailure, withoutKey } from './oracle.ts';
import { parametersOf, type Parameters } from './parameters.ts';
import { hostileText, hostileValue, PROTOTYPE_KEYS } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const newAccount = useAccount(KEY);
const time = useTimeWithoutWaits();

test.each(ASKING)('%s', async (operation) => {
	const parameters = parametersOf(operation, GOOD_VALUES, hostileValue);
	await cases(parameters, RUNS.values, async (one: Parameters) => {
		const sandbox = newAccount();
		const { items, thrown, refused } = await runNode(one, { credential: credentialFor(sandbox), time: time() });

		for (const request of sandbox.requests) checkRequest(operation, request);
		refused.forEach(checkRefused);
		if (thrown !== undefined) return checkFailure(thrown, { input: one, key: KEY });
		withoutKey(items, KEY);
		const rows = items.map(({ json }) => json);
		checkSuccess(operation, { parameters: one, rows, sandbox, requests: sandbox.requests });
	});
});

test('operations that are none', async () => {
	const name = fc.oneof(
		fc.constantFrom<unknown>('chat', 'chatAgent', 'get', ...PROTOTYPE_KEYS),
		hostileText,
		hostileValue,
	);
	await cases(fc.record({ resource: name, operation: name }), RUNS.operations, async (one) => {
		const { thrown } = await runNode(
			{ ...one, chatId: id(ONGOING) },
			{ credential: credentialFor(newAccount()), time: time() },
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
