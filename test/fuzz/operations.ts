// For each operation: parameters that are good, and the answers that its calls can get.
import fc from 'fast-check';

import { AGENT, CHAT, type Answer } from '../operations/answers.ts';
import { recordOf, type OperationName } from '../operations/index.ts';
import { some } from '../operations/values.ts';
import { GOOD_VALUES, id } from './account.ts';
import { goodParametersOf, type Known, type Parameters } from './parameters.ts';
import { oddReply, type Reply } from './replies.ts';

/** More than one request holds. */
const MANY_IDS = [CHAT, ...Array.from({ length: 600 }, (_, n) => `chat_${n + 2}`)];

const known: Known = {
	...GOOD_VALUES,
	chatId: some(id(CHAT)),
	agentId: some(id(AGENT)),
	chatIds: some<unknown>('', [CHAT, 'chat_2'], MANY_IDS),
	responseEngine: some(id('llm_1'), id('conversation-flow:f')),
	sessionKey: some('person'),
	message: some('hello', ''),
	idleMinutes: some(0, 5),
	waitMinutes: some(0, 1, 2),
	waitForFirstText: some(2),
};

/** The same for one operation, which takes less than others with a parameter of this name. */
const knownTo: Partial<Record<OperationName, Known>> = {
	'chat.deleteMany': { filters: some({ olderThanHours: 1 }, { minCost: 0, maxCost: 5 }, { chatIds: CHAT }) },
	'chat.endMany': { filters: some<object>({}, { chatIds: [CHAT] }, { agentIds: [AGENT] }, { minCost: 0 }) },
	'chat.update': { customAttributes: some<object>({ order: '4711', vip: true, visits: 2 }) },
	'chatAgent.deleteVersion': { version: some('0', '3') },
};

export function goodParameters(name: OperationName): fc.Arbitrary<Parameters> {
	return goodParametersOf(name, { ...known, ...knownTo[name] });
}

/** The answers of a server by the first part of the path, in order; the last one stays. */
export type Replies = Record<string, Reply[]>;

/** The first part of a path that is no version of Retell's. */
function callOf(path: string): string {
	const [, first = '', second = ''] = path.split('/');
	return first === 'v2' ? second : first;
}

function forCalls<Value>(name: OperationName, make: (answer: Answer) => Value): Record<string, Value> {
	const calls = Object.entries(recordOf(name).calls);
	return Object.fromEntries(calls.map(([call, answer]) => [callOf(call.split(' ')[1] ?? ''), make(answer)]));
}

export function repliesFor(name: OperationName): fc.Arbitrary<Replies> {
	return fc.record(forCalls(name, ({ random }) => fc.array(random, { minLength: 1, maxLength: 4 })));
}

/** Answers that are odd at the level of HTTP. */
export function oddRepliesFor(name: OperationName): fc.Arbitrary<Replies> {
	return fc.record(forCalls(name, ({ good }) => fc.array(oddReply(good), { minLength: 1, maxLength: 3 })));
}

const HUGE = 'x'.repeat(2_000_000);

/** Answers of 2 MB: good ones, cut ones, and such that are no JSON at all. */
export function hugeRepliesFor(name: OperationName): Replies[] {
	const headers = { 'content-type': 'application/json', 'retry-after-ms': '1' };
	const hugely = (make: (good: string) => string): Replies =>
		forCalls(name, ({ good }) => [{ status: 200, headers, body: make(good || '{}') }]);
	const whole = (good: string) => `{"note":"${HUGE}"${good === '{}' ? '' : ','}${good.slice(1)}`;
	return [hugely(whole), hugely((good) => whole(good).slice(0, -1)), hugely(() => `<!doctype html><p>${HUGE}</p>`)];
}

/** Answers by the path of a request, in their order. */
export function inOrder(replies: Replies): (path: string) => Reply {
	const met = new Map<string, number>();
	return (path) => {
		const call = callOf(path);
		const count = met.get(call) ?? 0;
		met.set(call, count + 1);
		const list = replies[call] ?? [];
		// A list whose pages never end is ended after a while: who asks for all of them gets them.
		if (count > 40)
			return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"items":[],"has_more":false}' };
		return list[Math.min(count, list.length - 1)] ?? { status: 404, body: '' };
	};
}
