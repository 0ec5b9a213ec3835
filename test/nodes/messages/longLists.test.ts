// Sessions of an agent with thousands of ongoing chats: lists that long are read in slices side by side.
import fc from 'fast-check';

import { LIST, useConversations } from './conversations.ts';

const AGENT = 'agent_echo';
const { world, talk: send, chatsOf } = useConversations({ agent_id: AGENT });

/** Ongoing chats of an agent, the first of them newest, `apart` ms apart. */
function crowd(count: number, apart: number): string[] {
	const { store } = world.sandbox;
	const now = Date.now();
	return Array.from(
		{ length: count },
		(_, n) =>
			store.addChat({
				chat_id: `chat_${String(count - n).padStart(5, '0')}`,
				agent_id: AGENT,
				start_timestamp: now - 60_000 - n * apart,
				metadata: { session_key: `person ${n}` },
				end_chat_after_silence_ms: null,
			}).chat_id,
	);
}

function talk(keys: string[], parallelRequests = 5) {
	const lines = keys.map((key) => ({ key, text: 'hi' }));
	return send(lines, { parameters: { options: { parallelRequests } }, process: `${process++}` });
}

/** What a process of n8n remembers of a session must not answer for the next one. */
let process = 0;

beforeEach(() => {
	world.sandbox.quirks.largestPage = 100;
});

test.each([
	['a second apart', 1_000],
	['in one millisecond', 0],
])('of 3,000 chats %s, the wanted one is found wherever it is', async (_case, apart) => {
	const ids = crowd(3_000, apart);
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 2_999 }), fc.integer({ min: 2, max: 12 }), async (n, parallel) => {
			world.sandbox.requests.length = 0;
			const { json, error } = await talk([`person ${n}`], parallel);
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ chat_id: ids[n], new_chat: false }]);
			const [asked, needed] = [world.requestsTo(LIST).length, Math.floor(n / 100) + 1];
			// One that is found on the first pages costs no more than before; one in the depth a part of a page for each slice.
			expect(asked).toBeLessThanOrEqual(needed < 4 ? needed + 1 : 30 + 1 + 12);
			expect(world.sandbox.requests.every(({ inFlight }) => inFlight <= parallel)).toBe(true);
		}),
		{
			numRuns: 25,
			examples: [
				[0, 5],
				[99, 5],
				[100, 5],
				[2_999, 5],
			],
		},
	);
});

test('the newest of several chats of a session counts, and of twins the oldest', async () => {
	const ids = crowd(2_000, 1_000);
	const { store } = world.sandbox;
	const at = (n: number) => store.getChat(ids[n] ?? '')?.start_timestamp ?? NaN;
	const add = (session_key: string, start_timestamp: number) =>
		store.addChat({ agent_id: AGENT, start_timestamp, metadata: { session_key }, end_chat_after_silence_ms: null })
			.chat_id;
	add('ada', at(1_900));
	const newest = add('ada', at(1_000));
	add('bob', at(1_200));
	const twin = add('bob', at(1_200) - 59_000);
	const { json } = await talk(['ada', 'bob', 'person 1999']);
	expect(json).toMatchObject([{ chat_id: newest }, { chat_id: twin }, { chat_id: ids[1_999] }]);
});

test('a person without a chat gets one; a twin is looked for among thousands that began at that moment', async () => {
	crowd(2_000, 0);
	world.sandbox.quirks.largestPage = 20;
	// As old as those of a process that looked a minute ago: they are in the list for twins, too.
	const { json, error } = await talk(['nobody']);
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ new_chat: true }]);
	expect(chatsOf('nobody')).toHaveLength(1);
});
