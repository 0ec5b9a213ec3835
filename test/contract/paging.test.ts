import fc from 'fast-check';
import { pagesOf, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();
const T0 = 1_780_000_000_000;

/** Reads the list to its end; `between` runs after each page. */
async function readAll(
	limit: number,
	sort_order: 'ascending' | 'descending',
	between?: (page: number) => void,
): Promise<{ ids: string[]; pages: number }> {
	const pages = await pagesOf((pagination_key) => client().chat.list({ limit, sort_order, pagination_key }), between);
	for (const { items } of pages) expect(items.length).toBeLessThanOrEqual(limit);
	return { ids: pages.flatMap(({ items }) => items.map(({ chat_id }) => chat_id)), pages: pages.length };
}

/** Adds chats that start at these times. */
const addStarts = (times: number[]) =>
	times.map((start_timestamp) => sandbox().store.addChat({ start_timestamp }).chat_id);
/** So many times, a millisecond apart. */
const inARow = (count: number) => Array.from({ length: count }, (_, n) => T0 + n);
const startsOf = (items: Array<{ start_timestamp?: number }>) => items.map(({ start_timestamp }) => start_timestamp);

const order = fc.constantFrom('ascending', 'descending');
// Many ties, as a millisecond can hold many chats.
const starts = fc.array(fc.integer({ min: T0, max: T0 + 9 }), { maxLength: 40 });

test('pages of any size hold each chat once, by start time, ties by id', async () => {
	await fc.assert(
		fc.asyncProperty(starts, fc.integer({ min: 1, max: 15 }), order, async (times, limit, sort) => {
			sandbox().reset();
			addStarts(times);
			const expected = [...sandbox().store.chats()]
				.sort((a, b) => a.start_timestamp - b.start_timestamp || (a.chat_id < b.chat_id ? -1 : 1))
				.map((chat) => chat.chat_id);
			if (sort === 'descending') expected.reverse();
			const { ids, pages } = await readAll(limit, sort);
			expect(ids).toEqual(expected);
			expect(pages).toBe(Math.max(1, Math.ceil(times.length / limit)));
		}),
		{ numRuns: 60 },
	);
});

test('chats that come and go between two pages disturb no other', async () => {
	const change = fc.record({ add: fc.integer({ min: T0 - 3, max: T0 + 12 }), remove: fc.nat() });
	await fc.assert(
		fc.asyncProperty(
			starts,
			fc.integer({ min: 1, max: 6 }),
			order,
			fc.array(change),
			async (times, limit, sort, changes) => {
				sandbox().reset();
				const { store } = sandbox();
				const first = addStarts(times);
				const gone = new Set<string>();
				const { ids } = await readAll(limit, sort, (page) => {
					const step = changes[page];
					const victim = step && store.chats()[step.remove % store.chats().length];
					if (victim) {
						gone.add(victim.chat_id);
						store.deleteChat(victim.chat_id);
						store.addChat({ start_timestamp: step.add });
					}
				});
				expect(new Set(ids).size).toBe(ids.length);
				expect(first.filter((id) => !gone.has(id) && !ids.includes(id))).toEqual([]);
			},
		),
		{ numRuns: 60 },
	);
});

test('without a word: 50 chats, the newest first, no total', async () => {
	addStarts(inARow(51));
	const answer = await client().chat.list();
	expect(startsOf(answer.items)).toEqual(inARow(51).slice(1).reverse());
	expect(answer.has_more).toBe(true);
	expect(answer).not.toHaveProperty('total');
});

test('skip passes over matches; a total counts all of them, right, wrong or not at all', async () => {
	for (let n = 0; n < 10; n += 1) sandbox().store.addChat({ start_timestamp: T0 + n, agent_id: `agent_${n % 2}` });
	const ask = () =>
		client().chat.list({
			filter_criteria: { agent: [{ agent_id: 'agent_1' }] },
			skip: 2,
			limit: 2,
			include_total: true,
		});
	const answer = await ask();
	expect(startsOf(answer.items)).toEqual([T0 + 5, T0 + 3]);
	expect(answer).toMatchObject({ total: 5, has_more: true });
	sandbox().quirks.totals = 'wrong';
	expect((await ask()).total).toBe(2);
	sandbox().quirks.totals = 'absent';
	expect(await ask()).not.toHaveProperty('total');
});

test('a page holds no more than the largest page, whatever is asked for', async () => {
	addStarts(inARow(5));
	sandbox().quirks.largestPage = 2;
	const answer = await client().chat.list({ limit: 4, include_total: true });
	expect(startsOf(answer.items)).toEqual([T0 + 4, T0 + 3]);
	expect(answer).toMatchObject({ total: 5, has_more: true });
	const { pagination_key } = answer;
	const next = await client().chat.list({ limit: 4, pagination_key });
	expect(startsOf(next.items)).toEqual([T0 + 2, T0 + 1]);
});

test('a chat without a start keeps its place in the list, and no filter of starts finds it', async () => {
	const ids = addStarts(inARow(3));
	sandbox().quirks.chatsWithoutStart = ids.slice(1, 2);
	const answer = await client().chat.list();
	expect(startsOf(answer.items)).toEqual([T0 + 2, undefined, T0]);
	const filter_criteria = { start_timestamp: { type: 'number', op: 'ge', value: 0 } } as const;
	const found = await client().chat.list({ filter_criteria, include_total: true });
	expect(found.items.map((item) => item.chat_id)).toEqual([ids[2], ids[0]]);
	expect(found.total).toBe(2);
});
