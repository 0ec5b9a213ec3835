import fc from 'fast-check';
import type { ChatSeed } from '../../tools/sandbox/index.ts';
import { chat, criteria, fits } from './filter-cases.ts';
import type { Criteria } from './filter-cases.ts';
import { useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();

async function compare(chats: ChatSeed[], filter: Criteria, bounds: boolean): Promise<void> {
	sandbox().reset();
	sandbox().quirks.rangeIncludesBounds = bounds;
	chats.forEach((seed, n) => {
		sandbox().store.addChat({ ...seed, chat_id: `chat_${n}`, analysisDelayMs: seed.chat_analysis ? undefined : null });
	});
	const expected = sandbox()
		.store.chats()
		.filter((one) => fits(one, filter, bounds));
	const answer = await client().chat.list({
		filter_criteria: filter,
		limit: 1000,
		sort_order: 'ascending',
		include_total: true,
	});
	expect(answer.items.map((item) => item.chat_id)).toEqual(expected.map((one) => one.chat_id));
	expect(answer.total).toBe(expected.length);
}

describe('each filter means what the reference says', () => {
	for (const [name, filter] of Object.entries(criteria)) {
		test(name, async () => {
			await fc.assert(
				fc.asyncProperty(fc.array(chat, { minLength: 1, maxLength: 8 }), filter, fc.boolean(), (chats, value, bounds) =>
					compare(chats, { [name]: value }, bounds),
				),
				{ numRuns: 60 },
			);
		});
	}

	test('and all of them together are joined by AND', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(chat, { maxLength: 12 }),
				fc.record(criteria, { requiredKeys: [] }),
				fc.boolean(),
				compare,
			),
			{ numRuns: 100 },
		);
	});
});

test('a server that ignores a filter lists what the others let pass', async () => {
	sandbox().store.addChat({ agent_id: 'agent_1', chat_status: 'ended' });
	sandbox().store.addChat({ agent_id: 'agent_2', chat_status: 'ended' });
	sandbox().store.addChat({ agent_id: 'agent_2' });
	const count = async () => {
		const filter_criteria: Criteria = {
			agent: [{ agent_id: 'agent_1' }],
			chat_status: { type: 'enum', op: 'in', value: ['ended'] },
		};
		return (await client().chat.list({ filter_criteria })).items.length;
	};
	expect(await count()).toBe(1);
	sandbox().quirks.ignoreFilters = ['agent'];
	expect(await count()).toBe(2);
	sandbox().quirks.ignoreFilters = ['agent', 'chat_status'];
	expect(await count()).toBe(3);
});

test('list items hold no transcript and no messages, and never a duration', async () => {
	sandbox().store.addChat({
		messages: [{ role: 'user', content: 'hi' }],
		metadata: { a: 1 },
		disconnection_reason: 'inactivity',
	});
	const [item] = (await client().chat.list()).items;
	expect(item).toMatchObject({ metadata: { a: 1 } });
	for (const key of [
		'transcript',
		'message_with_tool_calls',
		'duration_ms',
		'disconnection_reason',
		'messages',
		'hiddenUntil',
	]) {
		expect(item).not.toHaveProperty(key);
	}
});

test('many chats by ID in one request, and a body that is too large is refused', async () => {
	const ids = Array.from({ length: 600 }, (_, n) => `chat_${n}`);
	for (const chat_id of ids) sandbox().store.addChat({ chat_id });
	const byId = async (value: string[]) =>
		await client().chat.list({ filter_criteria: { chat_id: { type: 'enum', op: 'in', value } }, limit: 1000 });
	expect((await byId([...ids.slice(0, 500), 'chat_unknown'])).items).toHaveLength(500);
	const long = ids.map((id) => id.padEnd(200, 'x'));
	await expect(byId(long)).rejects.toMatchObject({ status: 413 });
});
