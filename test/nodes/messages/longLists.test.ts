// Sessions of an agent with thousands of ongoing chats: lists that long are read in slices side by side.
import fc from 'fast-check';

import { LIST, useConversations } from './conversations.ts';

const { world, talk, begun } = useConversations({ agent_id: 'agent_echo' });

/** What a process of n8n remembers of a session must not answer for the next one. */
let process = 0;

test.each([
	['a second apart', 1_000],
	['in one millisecond', 0],
])('of 3,000 chats %s, the wanted one is found wherever it is', async (_case, apart) => {
	world.sandbox.quirks.largestPage = 100;
	const newest = Date.now() - 60_000;
	const ids = Array.from({ length: 3_000 }, (_, n) => {
		const chat_id = `chat_${String(3_000 - n).padStart(5, '0')}`;
		const start_timestamp = newest - n * apart;
		return begun(0, { chat_id, start_timestamp, end_chat_after_silence_ms: null }, `person ${n}`);
	});
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 2_999 }), fc.integer({ min: 2, max: 12 }), async (n, parallel) => {
			world.sandbox.requests.length = 0;
			const { json, error } = await talk([{ key: `person ${n}`, text: 'hi' }], {
				parameters: { options: { parallelRequests: parallel } },
				process: `${process++}`,
			});
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
