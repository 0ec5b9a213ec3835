import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox({ seed: 'demo' });
const chatOnly = { channel: { type: 'string', op: 'eq', value: 'chat' } } as const;

async function names(query: string): Promise<string[]> {
	const { items } = await client().agent.list({ filter_criteria: { ...chatOnly, query }, limit: 1000 });
	return items.map((item) => item.agent_name);
}

describe('the list of agents', () => {
	test('is filtered by the body, and paged by the query', async () => {
		const { items } = await client().agent.list({ filter_criteria: chatOnly, limit: 1000 });
		const expected = sandbox()
			.store.agents()
			.filter((agent) => agent.channel === 'chat');
		expect(items.map(({ agent_id }) => agent_id).sort()).toEqual(expected.map(({ agent_id }) => agent_id).sort());
		const sent = { query: { limit: '1000' }, body: { filter_criteria: chatOnly } };
		expect(sandbox().requests.at(-1)).toMatchObject(sent);
	});

	test('holds voice agents too, unless filtered', async () => {
		const all = await client().agent.list({ limit: 1000 });
		expect(new Set(all.items.map((item) => item.channel))).toEqual(new Set(['chat', 'voice']));
		expect(all.items[0]).toEqual({
			agent_id: DEMO_AGENTS.support,
			agent_name: 'Support',
			channel: 'chat',
			user_modified_timestamp: expect.any(Number) as number,
			tags: expect.objectContaining({ prod: expect.objectContaining({ version: 1 }) as unknown }) as unknown,
		});
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

	test('v0 never names a version, not even where a tag is called so', async () => {
		const { agent_id } = sandbox().store.addAgent({ tags: { v0: { version: 0 }, w0: { version: 0 } } });
		const create = (agent_version: string) => client().chat.create({ agent_id, agent_version });
		expect(await refusedStatus(create('v0'))).toBe(400);
		expect(await create('w0')).toMatchObject({ version: 0, agent_tag: 'w0' });
	});
});

test('phone numbers tell whether they can text', async () => {
	const { items } = await client().phoneNumber.list();
	const agentsOf = (number: string) => items.find((each) => each.phone_number === number)?.outbound_sms_agents;
	expect(agentsOf(DEMO_NUMBERS.reminders)).toEqual([{ agent_id: DEMO_AGENTS.reminders, weight: 1 }]);
	expect(agentsOf(DEMO_NUMBERS.voiceOnly)).toBeUndefined();
});

test('the engine of an agent that a test adds is in the list', async () => {
	const [engine] = sandbox().store.addAgent().versions;
	const { items } = await client().llm.list({ limit: 1000 });
	const engines = items.map(({ llm_id, version }) => ({ type: 'retell-llm', llm_id, version }));
	expect(engines).toContainEqual(engine?.response_engine);
});

test('the concurrency is there for whoever has the key', async () => {
	expect(await client().concurrency.retrieve()).toMatchObject({ current_concurrency: 0, concurrency_limit: 20 });
});
