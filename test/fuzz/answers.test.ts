// Answers of any form to every call of every operation.
import { ASKING, type OperationName } from '../operations/index.ts';
import { until } from '../../tools/sandbox/holds.ts';
import { useTimeWithoutWaits } from '../host/time.ts';
import fc from 'fast-check';

import { checkRequest } from './calls.ts';
import { cases, newKey } from './cases.ts';
import { RUNS } from './counts.ts';
import { runNode } from './node.ts';
import { goodParameters, hugeRepliesFor, inOrder, oddRepliesFor, repliesFor, type Replies } from './operations.ts';
import { checkFailure, withoutKey } from './oracle.ts';
import type { Parameters } from './parameters.ts';
import { checkAnswered } from './answered.ts';
import { startAnswering, type Answering } from './server.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
let server: Answering;

beforeAll(async () => {
	server = await startAnswering();
});
afterAll(() => server.close());
const time = useTimeWithoutWaits();

async function answered(
	operation: OperationName,
	parameters: Parameters,
	replies: Replies,
	timeout?: number,
): Promise<void> {
	server.answer(inOrder(replies));
	const { items, thrown, sent } = await runNode(parameters, {
		credential: { apiKey: newKey(KEY), baseUrl: server.url },
		time: time(),
		timeout,
	});
	// One that the node has given up may still be on its way: it is none of the next case's.
	await until(() => server.asked.length >= sent);
	for (const request of server.asked) checkRequest(operation, request, (id) => id !== '' && id !== '.' && id !== '..');
	if (server.asked.length > 200) throw new Error(`${server.asked.length} requests for one item`);
	if (thrown !== undefined) return checkFailure(thrown, { input: [parameters, replies], key: KEY });
	withoutKey(items, KEY);
	const rows = items.map(({ json }) => json);
	checkAnswered(operation, { parameters, rows, asked: server.asked, replies });
}

test.each(ASKING)('%s: bodies', async (operation) => {
	await cases(
		fc.tuple(goodParameters(operation), repliesFor(operation)),
		RUNS.answers,
		async ([parameters, replies]) => {
			await answered(operation, parameters, replies);
		},
	);
});

test.each(ASKING)('%s: statuses, headers and broken bodies', async (operation) => {
	await cases(
		fc.tuple(goodParameters(operation), oddRepliesFor(operation)),
		RUNS.wire,
		async ([parameters, replies]) => {
			await answered(operation, parameters, replies, 200);
		},
	);
});

test.each(ASKING)('%s: answers of 2 MB', async (operation) => {
	for (const replies of hugeRepliesFor(operation)) {
		const [parameters] = fc.sample(goodParameters(operation), 1);
		if (parameters) await answered(operation, parameters, replies);
	}
});
