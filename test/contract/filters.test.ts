import fc from 'fast-check';
import type { ChatSeed } from '../../tools/sandbox/index.ts';
import { chat, criteria, fits } from './filter-cases.ts';
import type { Criteria } from './filter-cases.ts';
import { pagesOf, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();

const order = fc.constantFrom('ascending', 'descending');

/** Reads the list page by page, and compares it with what should be in it. */
async function compare(
	chats: ChatSeed[],
	filter_criteria: Criteria,
	bounds: boolean,
	sort_order: 'ascending' | 'descending',
): Promise<void> {
	sandbox().reset();
	sandbox().quirks.rangeIncludesBounds = bounds;
	chats.forEach((seed, n) => {
		sandbox().store.addChat({ ...seed, chat_id: `chat_${n}`, analysisDelayMs: seed.chat_analysis ? undefined : null });
	});
	const expected = sandbox()
		.store.chats()
		.filter((one) => fits(one, filter_criteria, bounds))
		.map(({ chat_id }) => chat_id);
	if (sort_order === 'descending') expected.reverse();
	const query = { filter_criteria, limit: 5, sort_order, include_total: true };
	const pages = await pagesOf((pagination_key) => client().chat.list({ ...query, pagination_key }));
	expect(pages.flatMap(({ items }) => items.map(({ chat_id }) => chat_id))).toEqual(expected);
	for (const { total } of pages) expect(total).toBe(expected.length);
}

describe('each filter means what the reference says', () => {
	for (const [name, filter] of Object.entries(criteria)) {
		test(name, async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.array(chat, { minLength: 1, maxLength: 12 }),
					filter,
					fc.boolean(),
					order,
					(chats, value, ...how) => compare(chats, { [name]: value }, ...how),
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
				order,
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
