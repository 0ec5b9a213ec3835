// The pickers, called as the editor calls them.
import type { INodeParameters } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { DEMO_AGENTS, DEMO_CONTACTS, DEMO_NUMBERS, startSandbox } from '../../tools/sandbox/index.ts';
import { loadOptionsContext } from '../host/run.ts';
import { KEY_REFUSED } from '../said.ts';
import { credentialFor, locator } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const { listSearch, loadOptions } = new RetellChat().methods;

type Search = (typeof listSearch)[keyof typeof listSearch];

/** The node in the editor, with what is filled in. */
const editor = (parameters?: INodeParameters) => loadOptionsContext(credentialFor(world.sandbox), parameters);

/** Every page of a picker, as a person who scrolls to its end sees it. */
async function scroll(method: Search, filter?: string) {
	const rows = [];
	let token: string | undefined;
	do {
		const page = await method.call(editor(), filter, token);
		rows.push(...page.results);
		token = page.paginationToken;
		if (token !== undefined) expect(typeof token).toBe('string');
	} while (token);
	return rows;
}

test('agents: pages of chat agents by name, without voice agents', async () => {
	const { store } = world.sandbox;
	for (let n = 0; n < 250; n++) store.addAgent({ agent_name: `Desk ${n}` });
	const expected = store.agents().filter(({ channel }) => channel === 'chat');
	const rows = await scroll(listSearch.searchAgents);
	expect(new Set(rows.map(({ value }) => value))).toEqual(new Set(expected.map(({ agent_id }) => agent_id)));
	expect(rows).toHaveLength(expected.length);
	expect(rows).toContainEqual({ name: 'Support', value: DEMO_AGENTS.support });
	expect(world.sandbox.requests.length).toBeGreaterThan(2);
});

test('agents: the search is done by Retell', async () => {
	const rows = await scroll(listSearch.searchAgents, ' support ');
	expect(rows.map(({ name }) => name)).toContain('Support');
	expect(world.sandbox.requests[0]?.body).toMatchObject({
		filter_criteria: { query: 'support', channel: { type: 'string', op: 'eq', value: 'chat' } },
	});
});

test('agents: one without a name shows its id', async () => {
	world.sandbox.store.addAgent({ agent_id: 'agent_nameless', agent_name: '' });
	const rows = await scroll(listSearch.searchAgents);
	expect(rows).toContainEqual({ name: 'agent_nameless', value: 'agent_nameless' });
});

test('agents of a multiple choice: all of them', async () => {
	const { store } = world.sandbox;
	const options = await loadOptions.getAgents.call(editor());
	expect(options).toHaveLength(store.agents().filter(({ channel }) => channel === 'chat').length);
});

test('chats: the newest first, with agent, status and time', async () => {
	const { store } = world.sandbox;
	const start = Date.now() + 1000;
	const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support, start_timestamp: start });
	const { results } = await listSearch.searchChats.call(editor());
	expect(results[0]).toMatchObject({ value: chat_id, description: chat_id });
	expect(results[0]?.name).toMatch(/^Support · ongoing · \d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d · ….{6}$/);
	expect(results[0]?.name).toMatch(new RegExp(`…${chat_id.slice(-6)}$`));
	const all = await scroll(listSearch.searchChats);
	expect(all).toHaveLength(store.chats().length);
});

describe('chats: the search finds what the rows show:', () => {
	const START = Date.parse('2026-09-03T14:05:30Z');
	let chats: Record<'session' | 'sms' | 'plain' | 'later', string>;
	beforeEach(() => {
		const { store } = world.sandbox;
		const add = (seed: Parameters<typeof store.addChat>[0]) =>
			store.addChat({ agent_id: DEMO_AGENTS.orderDesk, start_timestamp: START, ...seed }).chat_id;
		chats = {
			session: add({ metadata: { session_key: 'whatsapp:41791234567' } }),
			sms: add({ metadata: { from_number: '+14155550142', to_number: '+14155550199' }, chat_status: 'ended' }),
			plain: add({ chat_status: 'error' }),
			later: add({ start_timestamp: START + 24 * 60 * 60_000, agent_id: DEMO_AGENTS.support }),
		};
	});
	const found = async (text: string, method: Search = listSearch.searchChats) => {
		const added = Object.entries(chats);
		const rows = await scroll(method, text);
		return rows.flatMap(({ value }) => added.filter(([, id]) => id === value).map(([name]) => name)).sort();
	};

	test('rows say who the person is, and differ from each other', async () => {
		const { store } = world.sandbox;
		const twin = store.addChat({
			agent_id: DEMO_AGENTS.orderDesk,
			start_timestamp: START,
			metadata: { session_key: 'whatsapp:41791234567' },
		}).chat_id;
		const rows = await scroll(listSearch.searchChats);
		const names: Record<string, string> = Object.fromEntries(rows.map(({ value, name }) => [String(value), name]));
		const at = 'Sep 2026, ';
		expect(names[chats.session]).toMatch(/ongoing · 3 Sep 2026, .+ · whatsapp:41791234567 · …/);
		expect(names[twin]).not.toBe(names[chats.session]);
		expect(names[chats.sms]).toMatch(/ended · 3 Sep 2026, \d\d:\d\d · \+14155550142 → \+14155550199$/);
		expect(names[chats.plain]).toContain(at);
		expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
	});

	test.each([
		['3 Sep 2026', ['plain', 'session', 'sms']],
		['sep 3', ['plain', 'session', 'sms']],
		['2026-09-04', ['later']],
		['September 2026', ['later', 'plain', 'session', 'sms']],
		['order desk · error', ['plain']],
		['ended order desk', ['sms']],
		['3 Sep 2026 ended', ['sms']],
		['support 4 Sep', ['later']],
		['41791234567', ['session']],
		['+14155550142 → +14155550199', ['sms']],
		['Sep 5 2026', []],
		['nobody at all', []],
	])('%s', async (text, expected) => {
		expect(await found(text)).toEqual(expected);
	});

	test('the whole row', async () => {
		const rows = await scroll(listSearch.searchChats);
		for (const [name, id] of Object.entries(chats)) {
			const row = rows.find(({ value }) => value === id);
			expect(await found(String(row?.name))).toEqual([name]);
		}
	});

	test('those of an agent, however many newer ones others have: Retell looks for the agent', async () => {
		const newer = { agent_id: DEMO_AGENTS.support, start_timestamp: START + 48 * 60 * 60_000 };
		for (let n = 0; n < 1_001; n++) world.sandbox.store.addChat(newer);
		expect(await found('order desk')).toEqual(['plain', 'session', 'sms']);
	});

	test('a part of the ID', async () => {
		expect(await found(chats.plain.slice(8, 24))).toEqual(['plain']);
	});

	test('a status while it is still typed, with all rows of that status', async () => {
		const rows = await scroll(listSearch.searchChats, 'ong');
		expect(rows).toHaveLength(
			world.sandbox.store.chats().filter(({ chat_status }) => chat_status === 'ongoing').length,
		);
	});

	test('where a message is sent, there are ongoing chats alone', async () => {
		const { searchOngoingChats } = listSearch;
		expect(await found('', searchOngoingChats)).toEqual(['later', 'session']);
		expect(await found('order desk', searchOngoingChats)).toEqual(['session']);
		expect(await found('41791234567', searchOngoingChats)).toEqual(['session']);
		expect(await found('ended', searchOngoingChats)).toEqual([]);
		expect(await found(chats.sms, searchOngoingChats)).toEqual([]);
		const message = new RetellChat().description.properties.filter(
			({ name, displayOptions }) => name === 'chatId' && displayOptions?.show?.operation?.includes('sendMessage'),
		);
		expect(message.map(({ modes }) => modes?.[0]?.typeOptions?.searchListMethod)).toEqual(['searchOngoingChats']);
	});
});

test('numbers: those that can send texts, by nickname or number', async () => {
	const all = await scroll(listSearch.searchSmsNumbers);
	const values = all.map(({ value }) => value);
	expect(values).toContain(DEMO_NUMBERS.reminders);
	expect(values).not.toContain(DEMO_NUMBERS.voiceOnly);
	const found = await scroll(listSearch.searchSmsNumbers, '550142');
	expect(found.map(({ value }) => value)).toEqual([DEMO_NUMBERS.reminders]);
});

test('numbers are found in any notation', async () => {
	const found = await scroll(listSearch.searchPhoneNumbers, '+1 415-555-0142');
	expect(found.map(({ value }) => value)).toEqual([DEMO_NUMBERS.reminders]);
});

test('contacts: pages by name and number, and those without a name', async () => {
	const { store } = world.sandbox;
	for (let n = 0; n < 230; n++) store.addContact({ phone_number: `+1415556${1000 + n}` });
	const rows = await scroll(listSearch.searchContacts);
	expect(new Set(rows.map(({ value }) => value)).size).toBe(store.contacts().length);
	const names = rows.map(({ name }) => name);
	expect(names).toEqual(expect.arrayContaining(['Ada Lovelace · +14155550161', DEMO_CONTACTS.nameless]));
});

test.each(['lovelace', '555-0161', '+1 (415) 555-0161'])('contacts: Retell searches them by %s', async (text) => {
	const rows = await scroll(listSearch.searchContacts, text);
	expect(rows.map(({ name }) => name)).toEqual(['Ada Lovelace · +14155550161']);
});

test('custom fields of contacts: with their types', async () => {
	const get = () => loadOptions.getContactFields.call(editor());
	const options = await get();
	expect(options).toEqual(
		expect.arrayContaining([
			{ name: 'Plan', value: 'plan', description: 'One of: free, pro' },
			{ name: 'Orders', value: 'orders', description: 'Number' },
			{ name: 'vip', value: 'vip', description: 'True or false' },
			{ name: 'Next visit', value: 'next_visit', description: 'Date and time' },
		]),
	);
	world.sandbox.store.configureCrm({ custom_fields: undefined });
	expect(await get()).toEqual([]);
});

describe('test cases', () => {
	const get = (parameters: INodeParameters) => loadOptions.getTestCases.call(editor(parameters));
	const agentId = (value: string) => ({ agentId: locator(value, 'list') });

	test('those of the newest version of the selected agent, in pages', async () => {
		const { store } = world.sandbox;
		const response_engine = { type: 'retell-llm', llm_id: 'llm_shared' } as const;
		const { agent_id } = store.addAgent({ response_engine });
		for (let n = 0; n < 130; n++) store.addTestCase({ response_engine, name: n === 0 ? '' : `Case ${n}` });
		const options = await get(agentId(agent_id));
		expect(options).toHaveLength(130);
		for (const { name, value } of options) expect([`${name}`, value]).toEqual([expect.stringMatching(/./), value]);
		expect((await get(agentId(DEMO_AGENTS.support))).map(({ name }) => name).sort()).toEqual([
			'Admits that it does not know an order',
			'Finds an order',
			'Hands refunds over',
		]);
	});

	test('those of the selected version', async () => {
		expect(await get({ ...agentId(DEMO_AGENTS.support), options: { version: { mode: 'id', value: '0' } } })).toEqual(
			[],
		);
	});

	test.each([agentId(''), agentId('={{ $json.agent }}'), {}])('none without an agent: %j', async (parameters) => {
		expect(await get(parameters)).toEqual([]);
		expect(world.sandbox.requests).toEqual([]);
	});
});

describe('fields of the analysis', () => {
	const get = (parameters: INodeParameters) => loadOptions.getAnalysisFields.call(editor(parameters));
	const fieldsOf = (agent_id: string, ...names: string[]) =>
		world.sandbox.store.addAgent({
			agent_id,
			post_chat_analysis_data: names.map((name) => ({ type: 'string', name, description: `What ${name} says` })),
		});

	test('those of the agents that are selected, also for the trigger', async () => {
		fieldsOf('agent_a', 'order', 'mood');
		fieldsOf('agent_b', 'order', 'city');
		fieldsOf('agent_c', 'other');
		const names = ['city', 'mood', 'order'];
		const expected = names.map((name) => ({ name, value: name, description: `What ${name} says` }));
		const agentIds = ['agent_a', 'agent_b', 'agent_gone'];
		expect(await get({ filters: { agentIds } })).toEqual(expected);
		expect(await get({ agentIds })).toEqual(expected);
	});

	test('none of those that Retell has itself, which are never in the custom data', async () => {
		const post_chat_analysis_data = [
			{ type: 'system-presets' as const, name: 'chat_summary' as const, description: 'One sentence' },
			{ type: 'string' as const, name: 'order', description: 'The order' },
		];
		const { agent_id } = world.sandbox.store.addAgent({ post_chat_analysis_data });
		expect((await get({ agentIds: [agent_id] })).map(({ name }) => name)).toEqual(['order']);
	});

	test.each([[{}], [{ agentIds: '={{ $json.agents }}' }]])('those of the newest chats for %j', async (parameters) => {
		const chat_analysis = { custom_analysis_data: { from_a_chat: 'x' } };
		world.sandbox.store.addChat({ chat_status: 'ended', chat_analysis });
		expect((await get(parameters)).map(({ name }) => name)).toContain('from_a_chat');
	});
});

test('all numbers, for their settings', async () => {
	const all = await scroll(listSearch.searchPhoneNumbers);
	expect(all.map(({ value }) => value).sort()).toEqual(Object.values(DEMO_NUMBERS).sort());
	const found = await scroll(listSearch.searchPhoneNumbers, 'voice');
	expect(found.map(({ value }) => value)).toEqual([DEMO_NUMBERS.voiceOnly]);
});

test.each([
	[130, 130],
	[50, 70],
	[100, 0],
	[0, 60],
])('engines: %i LLMs, then %i flows, page by page, without an empty page', async (llms, flows) => {
	const account = await startSandbox({ seed: 'empty' });
	const { store } = account;
	for (let n = 0; n < llms; n++) store.addLlm({ llm_id: `llm_${n}`, last_modification_timestamp: n });
	for (let n = 0; n < flows; n++) store.addFlow({ conversation_flow_id: `flow_${n}`, last_modification_timestamp: n });

	let token: string | undefined;
	const values: unknown[] = [];
	do {
		const context = loadOptionsContext(credentialFor(account));
		const page = await listSearch.searchEngines.call(context, undefined, token);
		expect(page.results.length).toBeGreaterThan(0);
		values.push(...page.results.map(({ value }) => value));
		token = page.paginationToken;
	} while (token);
	await account.close();
	expect(values).toEqual([
		...Array.from({ length: llms }, (_, n) => `retell-llm:llm_${llms - 1 - n}`),
		...Array.from({ length: flows }, (_, n) => `conversation-flow:flow_${flows - 1 - n}`),
	]);
});

test('engines: shown by their prompts, and found by them, by ID and by kind', async () => {
	const { store } = world.sandbox;
	store.addLlm({
		llm_id: 'llm_pizza',
		general_prompt: `You sell pizza.\n${'Be kind. '.repeat(20)}`,
		last_modification_timestamp: 0,
	});
	store.addFlow({ conversation_flow_id: 'flow_pasta', global_prompt: null, last_modification_timestamp: 0 });
	const [pizza] = await scroll(listSearch.searchEngines, 'PIZZA');
	expect(pizza).toMatchObject({ value: 'retell-llm:llm_pizza', description: 'llm_pizza' });
	expect(pizza?.name).toMatch(/^LLM · You sell pizza\. Be kind\. .{1,50}… · 1970-01-01 · …izza$/);
	const pasta = { value: 'conversation-flow:flow_pasta', description: 'flow_pasta' };
	expect(await scroll(listSearch.searchEngines, 'pasta')).toEqual([
		{ name: 'Conversation flow · flow_pasta · 1970-01-01', ...pasta },
	]);
	const all = await scroll(listSearch.searchEngines, 'conversation flow');
	expect(all).toHaveLength(store.flows().length);
	expect(await scroll(listSearch.searchEngines, 'no such engine')).toEqual([]);
});

test('engines: the agents that use them come first, and find them', async () => {
	const { store } = world.sandbox;
	for (const { agent_id } of [...store.agents()]) store.deleteAgent(agent_id);
	store.addLlm({ llm_id: 'llm_shared', general_prompt: 'You sell pizza.', last_modification_timestamp: 0 });
	const response_engine = { type: 'retell-llm' as const, llm_id: 'llm_shared' };
	for (const agent_name of ['Desk', 'Bar', 'Kitchen']) store.addAgent({ agent_name, response_engine });
	const [shared, ...others] = await scroll(listSearch.searchEngines, 'kitchen');
	expect(shared?.name).toBe('Bar, Desk and 1 more · LLM · You sell pizza. · 1970-01-01 · …ared');
	expect(others).toEqual([]);
});

test('engines: at most 20 agents are asked what they use, and the list comes without their answers', async () => {
	for (let n = 0; n < 40; n++) world.sandbox.store.addAgent({ agent_name: `Desk ${n}` });
	world.refuse('/get-chat-agent', 403);
	const { results } = await listSearch.searchEngines.call(editor());
	expect(results.length).toBeGreaterThan(0);
	expect(world.requestsTo('/get-chat-agent')).toHaveLength(20);
});

test('a wrong key is told in the picker', async () => {
	const context = loadOptionsContext({ apiKey: 'key_wrong', baseUrl: world.sandbox.url });
	await expect(listSearch.searchAgents.call(context)).rejects.toMatchObject({
		message: KEY_REFUSED,
		httpCode: '401',
	});
});
