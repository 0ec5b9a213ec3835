// One conversation per person, however late Retell's lists are.
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../../../tools/sandbox/holds.ts';
import { CREATE, LIST, MESSAGE, useConversations } from './conversations.ts';

const { world, talk, say, asked, count, chatsOf, ongoingOf, said } = useConversations({ agent_id: 'agent_echo' });
/** What a person wrote, chat by chat. */
const saidBy = (key: string) => chatsOf(key).map(({ chat_id }) => said(chat_id) ?? []);

describe.each([0, 500, 5_000])('lists that show a new chat after %i ms:', (listLagMs) => {
	beforeEach(() => {
		world.sandbox.quirks.listLagMs = listLagMs;
		world.sandbox.faults.add({ kind: 'latency', ms: 2, jitterMs: 20 });
	});

	test('ten executions at once from each of five people: one chat each, all messages in order', async () => {
		const people = ['ada', 'bob', 'cy', 'dee', 'eve'];
		const texts = Array.from({ length: 10 }, (_, n) => `${n}`);
		const outcomes = await Promise.all(texts.flatMap((text) => people.map((key) => talk([{ key, text }]))));
		expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
		for (const key of people) expect(saidBy(key)).toEqual([texts]);
		expect(outcomes.filter(({ json }) => json[0]?.new_chat === true)).toHaveLength(people.length);
	});

	test('an execution of many items keeps its order, and the next comes after it', async () => {
		const lines = Array.from({ length: 12 }, (_, n) => ({ key: `person ${n % 3}`, text: `${n}` }));
		const parameters = { options: { parallelRequests: 2 } };
		const [first, second] = await Promise.all([
			talk(lines, { parameters }),
			talk([{ key: 'person 2', text: 'after' }], { parameters }),
		]);
		expect([first.error, second.error]).toEqual([undefined, undefined]);
		expect(saidBy('person 2')).toEqual([['2', '5', '8', '11', 'after']]);
	});
});

test('a chat that the process knows as ended gets no message, even if lists still show it as ongoing', async () => {
	await say(['one']);
	const [chat] = chatsOf('ada');
	world.sandbox.quirks.listLagMs = 5_000;
	world.sandbox.store.endChat(chat?.chat_id ?? '');
	const second = await say(['two']);
	expect(second.json).toMatchObject([{ new_chat: true, previous_chat_id: chat?.chat_id }]);
	world.sandbox.requests.length = 0;
	const third = await say(['three']);
	expect(third.json).toMatchObject([{ chat_id: second.json[0]?.chat_id }]);
	expect(asked()).toEqual(['create-chat-completion']);
});

test('a chat is started when its first message is sent, and not before', async () => {
	world.refuse(MESSAGE, 402, { after: 3 });
	const people = Array.from({ length: 300 }, (_, n) => ({ key: `person ${n}`, text: 'hi' }));
	const { error } = await talk(people, { parameters: { options: { parallelRequests: 1 } } });
	expect(error?.message).toBe('Retell asks for a payment method');
	expect(count('create-chat')).toBe(4);
});

test.each([
	['composed and decomposed', 'Zoë', 'Zoe\u0308'],
	['with a zero-width blank', 'ada', 'a\u200bda'],
	['with marks of direction, as phones copy numbers', '+14155550123', '\u202a+14155550123\u202c'],
	['one of them a number', '4711', 4711],
	['with blanks around them', 'ada', '\u00a0ada\ufeff'],
	['with other blanks and hyphens in them', '+1 415-555', '+1\u00a0415\u2011555'],
	['with something unseen between a letter and its accent', 'zo\u00eb', 'zoe\u200b\u0308'],
])('keys that look the same are the same: %s', async (_case, one, other) => {
	const { json } = await talk([
		{ key: one, text: 'one' },
		{ key: other, text: 'two' },
	]);
	expect(json.map(({ new_chat }) => new_chat)).toEqual([true, false]);
	expect(count('create-chat')).toBe(1);
	const fromOther = await talk([{ key: other, text: 'three' }], { process: 'other' });
	expect(fromOther.json).toMatchObject([{ chat_id: json[0]?.chat_id }]);
});

test('an execution that is cancelled while it waits for its turn sends nothing, and holds up nobody', async () => {
	const hold = world.sandbox.faults.add({ kind: 'latency', ms: 300, path: MESSAGE, times: 1 });
	const first = say(['one']);
	await pause(100);
	const second = say(['two'], { onStart: ({ cancel }) => setTimeout(cancel, 50) });
	const third = say(['three']);
	await Promise.all([first, second, third]);
	hold.remove();
	expect(saidBy('ada')).toEqual([['one', 'three']]);
});

test('an earlier execution that n8n hands over while the chat is looked for: no message is lost', async () => {
	world.sandbox.faults.add({ kind: 'latency', ms: 100, path: LIST });
	const second = say(['second'], { executionId: '2' });
	await until(() => count('list-chats') > 0);
	const first = say(['first'], { executionId: '1' });
	for (const { json, error } of await Promise.all([first, second])) {
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
	}
	expect(saidBy('ada')).toEqual([['second', 'first']]);
});

test('an item that is refused for its options holds up nobody', async () => {
	const { json } = await talk(
		[
			{ key: 'ada', text: 'one', parallel: 0 },
			{ key: 'ada', text: 'two', parallel: 2 },
		],
		{
			parameters: { options: { parallelRequests: '={{ $json.parallel }}' } },
			onError: 'continueRegularOutput',
		},
	);
	expect(json).toMatchObject([{ error: expect.stringContaining('"Parallel Requests"') as string }, { message: 'two' }]);
});

test('a chat that was started unseen does not take the place of the one in which the person writes', async () => {
	world.sandbox.quirks.listLagMs = 3_000;
	world.sandbox.faults.add({ kind: 'statusAfterWork', status: 500, path: CREATE, times: 1 });
	const lost = await say(['one']);
	expect(lost.error?.description).toContain('The chat may still have been created.');
	const { json } = await say(['my name is Ada']);
	world.sandbox.quirks.listLagMs = 0;
	const now = Date.now;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 11_000);
	const next = await say(['what is my name?']);
	clock.mockRestore();
	expect(next.json).toMatchObject([{ chat_id: json[0]?.chat_id, new_chat: false }]);
	expect(saidBy('ada').filter(({ length }) => length > 0)).toEqual([['my name is Ada', 'what is my name?']]);
	expect(ongoingOf('ada')).toHaveLength(1);
});

describe('combined messages', () => {
	const parameters = { options: { combineWithin: 1, combineMost: 5 } };

	test('a burst gets one reply, and the other executions end with no item', async () => {
		world.sandbox.quirks.listLagMs = 3_000;
		const outcomes = await Promise.all(
			['hi', 'I have a question', 'about my order'].map(async (text, n) => {
				await pause(n * 100);
				return await say([text], { parameters });
			}),
		);
		const text = 'hi\nI have a question\nabout my order';
		expect(outcomes.map(({ json }) => json)).toMatchObject([[{ message: text, reply: `You said: ${text}` }], [], []]);
		expect(saidBy('ada')).toEqual([[text]]);
	});

	test('where it is wanted, they return the chat that their message went to', async () => {
		const options = { ...parameters.options, onCombined: 'item' };
		const outcomes = await Promise.all(['one', 'two'].map((text) => say([text], { parameters: { options } })));
		const [[reply], [combined]] = outcomes.map(({ json }) => json) as [object[], object[]];
		expect(combined).toEqual({ combined: true, chat_id: (reply as { chat_id: string }).chat_id });
	});

	test('the items of one execution, too', async () => {
		const lines = ['ada', 'bob', 'ada'].map((key, n) => ({ key, text: `${n}` }));
		const { json, outputs } = await talk(lines, { parameters });
		expect(json).toMatchObject([{ message: '0\n2' }, { message: '1' }]);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test.each([
		{ onCombined: '={{ $json.option }}', combineWithin: 1 },
		{ checkStatus: '={{ $json.option }}', combineWithin: 1 },
		{ checkStatus: '={{ $json.option }}' },
	])('a message with a wrong option is not sent, neither by itself nor with the next (%j)', async (options) => {
		const lines = [
			{ key: 'ada', text: 'one', option: 'perhaps' },
			{ key: 'ada', text: 'two' },
		];
		const { json } = await talk(lines, { parameters: { options }, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ error: expect.stringContaining('perhaps') as string }, { message: 'two' }]);
		expect(saidBy('ada')).toEqual([['two']]);
	});

	test('if it is cancelled while Retell asks it to wait, another sends the others', async () => {
		await say(['zero']);
		const headers = { 'retry-after': '3' };
		world.sandbox.faults.add({ kind: 'status', status: 429, times: 1, path: MESSAGE, headers });
		const [, second] = await Promise.all([
			say(['one'], { parameters, onStart: ({ cancel }) => setTimeout(cancel, 2_000) }),
			say(['two'], { parameters }),
		]);
		expect(second.json).toMatchObject([{ message: 'two' }]);
		expect(saidBy('ada')).toEqual([['zero', 'two']]);
	});

	test('if it is cancelled while Retell replies, the others say that the message may have arrived', async () => {
		await say(['zero']);
		world.sandbox.faults.add({ kind: 'latency', ms: 1_500, times: 1, path: MESSAGE });
		const [, second] = await Promise.all([
			say(['one'], { parameters, onStart: ({ cancel }) => setTimeout(cancel, 1_800) }),
			say(['two'], { parameters }),
		]);
		expect(second.error?.message).toBe("The combined message couldn't be sent");
		expect(second.error?.description).toContain('The message may still have arrived.');
	});

	test('if it could not be sent, all executions whose messages were in it fail', async () => {
		world.refuse(MESSAGE, 500);
		const [first, second] = await Promise.all(['one', 'two'].map((text) => say([text], { parameters })));
		expect(first?.error?.message).toBe("Retell couldn't process the request");
		expect(second?.error?.message).toBe("The combined message couldn't be sent");
		expect(second?.error?.description).toMatch(
			/^Retell couldn't process the request\. .*The message may still have arrived\./,
		);
	});

	test.each([
		[{ combineWithin: 61 }, '"Combine Within (Seconds)" must be a whole number from 0 to 60, not 61'],
		[{ combineWithin: -1 }, '"Combine Within (Seconds)" must be a whole number from 0 to 60, not -1'],
		[{ combineWithin: 3, combineMost: 0 }, '"Combine at Most (Seconds)" must be a whole number from 1 to 300, not 0'],
		[{ onCombined: '={{ "Return an Item" }}' }, '"On Combined" has no option Return an Item'],
	])('%j is refused before any request', async (options, message) => {
		const { error } = await say(['hi'], { parameters: { options } });
		expect(error?.message).toBe(message);
		expect(world.sandbox.requests).toEqual([]);
	});
});
