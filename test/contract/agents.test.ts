import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { pagesOf, refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox({ seed: 'demo' });
const chatOnly = { channel: { type: 'string', op: 'eq', value: 'chat' } } as const;

async function names(query: string): Promise<string[]> {
	const { items } = await client().agent.list({ filter_criteria: { ...chatOnly, query }, limit: 1000 });
	return items.map((item) => item.agent_name);
}

describe('the list of agents', () => {
	test('is paged by the query and filtered by the body', async () => {
		const pages = await pagesOf((pagination_key) =>
			client().agent.list({ limit: 25, filter_criteria: chatOnly, pagination_key }),
		);
		const expected = sandbox()
			.store.agents()
			.filter((agent) => agent.channel === 'chat');
		expect(expected.length).toBeGreaterThan(60);
		expect(pages).toHaveLength(Math.ceil(expected.length / 25));
		const seen = pages.flatMap(({ items }) => items.map((item) => item.agent_id));
		expect(seen.sort()).toEqual(expected.map((agent) => agent.agent_id).sort());
		const sent = { query: { limit: '25' }, body: { filter_criteria: chatOnly } };
		expect(sandbox().requests.at(-1)).toMatchObject(sent);
	});

	test('holds voice agents too, unless filtered; the newest first, or the oldest', async () => {
		const all = await client().agent.list({ limit: 1000 });
		expect(new Set(all.items.map((item) => item.channel))).toEqual(new Set(['chat', 'voice']));
		expect(all.items[0]).toEqual({
			agent_id: DEMO_AGENTS.support,
			agent_name: 'Support',
			channel: 'chat',
			user_modified_timestamp: expect.any(Number) as number,
			tags: expect.objectContaining({ prod: expect.objectContaining({ version: 1 }) as unknown }) as unknown,
		});
		const turned = await client().agent.list({ limit: 1000, sort_order: 'ascending' });
		expect(turned.items).toEqual(all.items.toReversed());
		expect((await client().agent.list()).items).toHaveLength(50);
	});

	test('is searched by name, in any case, and by id', async () => {
		expect(await names('LISBON')).toHaveLength(10);
		expect(await names('order d')).toEqual(['Order desk']);
		expect(await names(DEMO_AGENTS.returnsFlow.slice(8, 20))).toEqual(['Returns flow']);
		expect(await names('nothing like it')).toEqual([]);
	});
});

describe('the versions of an agent', () => {
	test.each([
		[undefined, 2],
		['latest', 2],
		['latest_published', 1],
		['prod', 1],
		['staging', 2],
		['canary', 2],
		[0, 0],
	])('%s means version %d', async (version, expected) => {
		const agent_id = DEMO_AGENTS.support;
		const agent = await client().chatAgent.retrieve(agent_id, { version });
		expect(agent).toMatchObject({ agent_id, agent_name: 'Support', version: expected });
		expect(agent.is_published).toBe(expected < 2);
		const chat = await client().chat.create({ agent_id, agent_version: version });
		expect(chat.version).toBe(expected);
		expect(chat.agent_tag).toBe(['prod', 'staging', 'canary'].find((tag) => tag === version));
	});

	test('none published is a refusal, and so is a version that is not there', async () => {
		const retrieve = (version: string | number) => client().chatAgent.retrieve(DEMO_AGENTS.nightDesk, { version });
		expect(await refusedStatus(retrieve('latest_published'))).toBe(400);
		expect(await refusedStatus(retrieve('prod'))).toBe(400);
		expect(await refusedStatus(retrieve(7))).toBe(422);
	});

	test('v0 never names a version, not even where a tag is called so', async () => {
		const { agent_id } = sandbox().store.addAgent({ tags: { v0: { version: 0 }, w0: { version: 0 } } });
		const create = (agent_version: string) => client().chat.create({ agent_id, agent_version });
		expect(await refusedStatus(create('v0'))).toBe(400);
		expect(await create('w0')).toMatchObject({ version: 0, agent_tag: 'w0' });
	});

	test('a voice agent is none of the chat agents', async () => {
		const { agent_id } = sandbox().store.addAgent({ channel: 'voice' });
		expect(await refusedStatus(client().chatAgent.retrieve(agent_id))).toBe(422);
	});
});

test('phone numbers are paged, and tell whether they can text', async () => {
	const first = await client().phoneNumber.list({ limit: 2 });
	expect(first.items.map((item) => item.phone_number)).toEqual([DEMO_NUMBERS.reminders, DEMO_NUMBERS.support]);
	expect(first.items[0]?.outbound_sms_agents).toEqual([{ agent_id: DEMO_AGENTS.reminders, weight: 1 }]);
	const second = await client().phoneNumber.list({ limit: 2, pagination_key: first.pagination_key });
	expect(second).toMatchObject({ items: [{ phone_number: DEMO_NUMBERS.voiceOnly }], has_more: false });
	expect(second.items[0]?.outbound_sms_agents).toBeUndefined();
});

test('the concurrency is there for whoever has the key', async () => {
	expect(await client().concurrency.retrieve()).toMatchObject({ current_concurrency: 0, concurrency_limit: 20 });
});
