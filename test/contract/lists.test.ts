// The lists that are paged by their query. How chats and contacts are listed stands in files of their own.
import { toKey } from '../../tools/sandbox/paging.ts';
import { pagesOf, refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const NUMBER = '+14155550161';
const LLM = { type: 'retell-llm', llm_id: 'llm_1' } as const;

interface List {
	path: string;
	/** Adds a row that is newer than those before, and gives back what it is known by. */
	add: (n: number) => unknown;
	idName: string;
	method?: 'post';
	hasOneOrder?: true;
}

const LISTS: List[] = [
	{ path: '/v2/list-agents', add: () => sandbox().store.addAgent().agent_id, idName: 'agent_id', method: 'post' },
	{
		path: '/list-agent-versions/agent_1',
		add: (version) => {
			sandbox().store.addAgent({ agent_id: 'agent_1', versions: Array.from({ length: version + 1 }, () => ({})) });
			return version;
		},
		idName: 'version',
	},
	{ path: '/v2/list-retell-llms', add: () => sandbox().store.addLlm().llm_id, idName: 'llm_id' },
	{
		path: '/v2/list-conversation-flows',
		add: () => sandbox().store.addFlow().conversation_flow_id,
		idName: 'conversation_flow_id',
	},
	{
		path: '/v2/list-phone-numbers',
		add: (n) => sandbox().store.addPhoneNumber({ phone_number: `+141555501${n}` }).phone_number,
		idName: 'phone_number',
	},
	{
		path: '/v2/list-test-case-definitions?type=retell-llm&llm_id=llm_1',
		add: () => {
			sandbox().store.addLlm(LLM);
			return sandbox().store.addTestCase({ response_engine: LLM }).test_case_definition_id;
		},
		idName: 'test_case_definition_id',
		hasOneOrder: true,
	},
	{
		path: '/list-contact-conversations/contact_1',
		add: () => {
			const { store } = sandbox();
			if (!store.contact('contact_1')) store.addContact({ contact_id: 'contact_1', phone_number: NUMBER });
			return store.addCall(NUMBER).call_id;
		},
		idName: 'call_id',
		hasOneOrder: true,
	},
];

describe.each(LISTS)('$path', ({ path, add, idName, method = 'get', hasOneOrder = false }) => {
	type Page = Record<'items', Array<Record<string, unknown>>> & { has_more: boolean; pagination_key?: string };
	const body = method === 'post' ? {} : undefined;
	const list = async (query: object) =>
		await (body ? client().post<Page>(path, { query, body }) : client().get<Page>(path, { query }));
	const idsIn = ({ items }: Page) => items.map((row) => row[idName]);

	test(`comes in pages, the newest first${hasOneOrder ? '' : ', or the oldest'}; without a word, 50 rows`, async () => {
		const ids = Array.from({ length: 55 }, (_, n) => {
			sandbox().clock.advance(1);
			return add(n);
		}).reverse();
		const pages = await pagesOf((pagination_key) => list({ limit: 20, pagination_key }));
		expect(pages.map(idsIn)).toEqual([ids.slice(0, 20), ids.slice(20, 40), ids.slice(40)]);
		expect(idsIn(await list({}))).toEqual(ids.slice(0, 50));
		if (!hasOneOrder) expect(idsIn(await list({ limit: 1000, sort_order: 'ascending' }))).toEqual(ids.toReversed());
	});

	test('refuses what it does not know', async () => {
		add(0);
		const keyOfAnother = toKey('chats', { value: 0, id: '' });
		for (const query of [
			...['limit=0', 'limit=1001', 'limit=x', 'sort_order=up', 'skip=1', 'pagination_key=bm9uZQ'],
			`pagination_key=${keyOfAnother}`,
			...(hasOneOrder ? ['sort_order=ascending'] : []),
		]) {
			const { status } = await send(method.toUpperCase(), `${path}${path.includes('?') ? '&' : '?'}${query}`, body);
			expect([query, status]).toEqual([query, 400]);
		}
	});
});

test('the versions of an agent have keys of their own', async () => {
	for (const agent_id of ['agent_1', 'agent_2']) sandbox().store.addAgent({ agent_id, versions: [{}, {}] });
	const { pagination_key } = await client().agent.listVersions('agent_1', { limit: 1 });
	expect(await refusedStatus(client().agent.listVersions('agent_2', { pagination_key }))).toBe(400);
});
