import { pagesOf, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const LISTS = ['/v2/list-retell-llms', '/v2/list-conversation-flows'];

test('engines are paged by the query, newest first: more than a hundred of each', async () => {
	const { store, clock } = sandbox();
	for (let n = 0; n < 130; n += 1) {
		clock.advance(1);
		store.addLlm();
		store.addFlow();
	}
	expect((await client().llm.list()).items).toHaveLength(50);
	const pages = await pagesOf((pagination_key) => client().conversationFlow.list({ limit: 60, pagination_key }));
	expect(pages).toHaveLength(3);
	const ids = pages.flatMap(({ items }) => items.map((flow) => flow.conversation_flow_id));
	const oldestFirst = store.flows().map((flow) => flow.conversation_flow_id);
	expect(ids).toEqual(oldestFirst.toReversed());
	const all = await client().llm.list({ limit: 1000, sort_order: 'ascending' });
	expect(all.items.map((llm) => llm.llm_id)).toEqual(store.llms().map((llm) => llm.llm_id));
});

test('the engine of an agent that a test adds is in the list', async () => {
	const { versions } = sandbox().store.addAgent();
	const { items } = await client().llm.list();
	expect(items).toMatchObject([{ llm_id: expect.any(String) as string, version: 0 }]);
	expect(versions[0]?.response_engine).toMatchObject({ llm_id: items[0]?.llm_id });
});

test.each(LISTS)('%s refuses what it does not know', async (path) => {
	for (const query of ['limit=0', 'limit=1001', 'limit=x', 'sort_order=up', 'skip=1']) {
		const answer = await send('GET', `${path}?${query}`);
		expect([query, answer.status]).toEqual([query, 400]);
	}
	const key = (await client().llm.list()).pagination_key ?? 'bm9uZQ';
	expect((await send('GET', `${path}?pagination_key=${key}`)).status).toBe(400);
	expect((await send('POST', path, {})).status).toBe(404);
});
