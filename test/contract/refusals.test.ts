import { DEMO_AGENTS, DEMO_NUMBERS, ERROR_TEXTS } from '../../tools/sandbox/index.ts';
import { errorWith, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox({ seed: 'demo' });
const FORMAT = 'Invalid request format, please check API reference.';
const agent_id = DEMO_AGENTS.support;
const from_number = DEMO_NUMBERS.reminders;
const to_number = '+14155550199';
const enumIn = (...value: string[]) => ({ type: 'enum', op: 'in', value });
const filter = (filter_criteria: object) => ['POST', '/v3/list-chats', { filter_criteria }] as const;
const channel = (channel: object) => ['POST', '/v2/list-agents', { filter_criteria: { channel } }] as const;

function ongoing(): string {
	return sandbox().store.addChat({ chat_id: 'chat_1', agent_id }).chat_id;
}

describe('requests the reference does not allow are a 400', () => {
	// The form of the reference, in which each text is whole. Which form validation has is tested below.
	beforeEach(() => {
		sandbox().quirks.validation = 'message';
	});

	test.each([
		['an agent_id missing', 'POST', '/create-chat', {}],
		['an empty agent_id', 'POST', '/create-chat', { agent_id: '' }],
		['an unknown key', 'POST', '/create-chat', { agent_id, nonsense: 1 }],
		['a number as dynamic variable', 'POST', '/create-chat', { agent_id, retell_llm_dynamic_variables: { n: 1 } }],
		['metadata that is text', 'POST', '/create-chat', { agent_id, metadata: 'x' }],
		['metadata that is a list', 'POST', '/create-chat', { agent_id, metadata: [1] }],
		['version "3"', 'POST', '/create-chat', { agent_id, agent_version: '3' }],
		['version "v3"', 'POST', '/create-chat', { agent_id, agent_version: 'v3' }],
		['version -1', 'POST', '/create-chat', { agent_id, agent_version: -1 }],
		['version 1.5', 'POST', '/create-chat', { agent_id, agent_version: 1.5 }],
		['a tag that is not there', 'POST', '/create-chat', { agent_id, agent_version: 'beta' }],
		['no content', 'POST', '/create-chat-completion', { chat_id: 'chat_1' }],
		['content null', 'POST', '/create-chat-completion', { chat_id: 'chat_1', content: null }],
		['malformed JSON', 'POST', '/create-chat', 'not json'],
		['a list as body', 'POST', '/create-chat', []],
		['an unknown field in update', 'PATCH', '/update-chat/chat_1', { chat_status: 'ended' }],
		['a nested attribute', 'PATCH', '/update-chat/chat_1', { custom_attributes: { a: {} } }],
		['attributes null', 'PATCH', '/update-chat/chat_1', { custom_attributes: null }],
		['an override that is no text', 'PATCH', '/update-chat/chat_1', { override_dynamic_variables: { a: true } }],
		['a storage setting of agents', 'PATCH', '/update-chat/chat_1', { data_storage_setting: 'everything_except_pii' }],
		['metadata of 50,001 bytes', 'PATCH', '/update-chat/chat_1', { metadata: { a: 'x'.repeat(50_001 - 8) } }],
		['a body with end-chat', 'PATCH', '/end-chat/chat_1', {}],
		['limit 0', 'POST', '/v3/list-chats', { limit: 0 }],
		['limit 1001', 'POST', '/v3/list-chats', { limit: 1001 }],
		['limit 1.5', 'POST', '/v3/list-chats', { limit: 1.5 }],
		['limit as text', 'POST', '/v3/list-chats', { limit: '10' }],
		['a wrong order', 'POST', '/v3/list-chats', { sort_order: 'asc' }],
		['skip with a key', 'POST', '/v3/list-chats', { skip: 0, pagination_key: 'x' }],
		['a key that is none', 'POST', '/v3/list-chats', { pagination_key: 'nonsense' }],
		['a misspelt filter', ...filter({ status: enumIn('ended') })],
		['a limit in the query of chats', 'POST', '/v3/list-chats?limit=5', {}],
		['a query nobody reads', 'GET', '/get-concurrency?x=1', undefined],
		['an unknown status', ...filter({ chat_status: enumIn('closed') })],
		['a sentiment in lower case', ...filter({ user_sentiment: enumIn('positive') })],
		['an unknown reason', ...filter({ disconnection_reason: enumIn('bored') })],
		['a filter without type', ...filter({ chat_status: { op: 'in', value: ['ended'] } })],
		['an enum with eq', ...filter({ chat_status: { type: 'enum', op: 'eq', value: ['ended'] } })],
		['a number with sw', ...filter({ start_timestamp: { type: 'number', op: 'sw', value: 1 } })],
		['a time as text', ...filter({ start_timestamp: { type: 'number', op: 'ge', value: '1' } })],
		['a range of one', ...filter({ end_timestamp: { type: 'range', op: 'bt', value: [1] } })],
		['a range of three', ...filter({ end_timestamp: { type: 'range', op: 'bt', value: [1, 2, 3] } })],
		['a boolean with ne', ...filter({ chat_successful: { type: 'boolean', op: 'ne', value: true } })],
		['an agent as text', ...filter({ agent: ['agent_1'] })],
		['an agent version as text', ...filter({ agent: [{ agent_id, version: ['1'] }] })],
		['an attribute without key', ...filter({ custom_attributes: [{ type: 'present', op: 'pr' }] })],
		['an attribute not in a list', ...filter({ custom_attributes: { key: 'a', type: 'present', op: 'pr' } })],
		['a value with present', ...filter({ custom_analysis_data: [{ key: 'a', type: 'present', op: 'pr', value: 1 }] })],
		['a channel filter without type', ...channel({ op: 'eq', value: 'chat' })],
		['an unknown channel', ...channel({ type: 'string', op: 'eq', value: 'sms' })],
		['paging of agents in the body', 'POST', '/v2/list-agents', { limit: 10 }],
		['version=v3', 'GET', `/get-chat-agent/${agent_id}?version=v3`, undefined],
		['a number not on the account', 'POST', '/create-sms-chat', { from_number: '+14155550000', to_number }],
		['a number that cannot text', 'POST', '/create-sms-chat', { from_number: DEMO_NUMBERS.voiceOnly, to_number }],
		['a number that is not E.164', 'POST', '/create-sms-chat', { from_number, to_number: '415 555 0199' }],
		['a number abroad', 'POST', '/create-sms-chat', { from_number, to_number: '+442071838750' }],
		['a toll-free number', 'POST', '/create-sms-chat', { from_number, to_number: '+18005550199' }],
	])('%s', async (_what, method, path, body) => {
		ongoing();
		const before = structuredClone(await client().chat.list({ limit: 1000 }));
		const answer = await send(method, path, body);
		expect(answer).toMatchObject({ status: 400, json: errorWith(FORMAT) });
		expect(await client().chat.list({ limit: 1000 })).toEqual(before);
	});

	test('the text lists everything that is wrong', async () => {
		const { json } = await send('POST', '/v3/list-chats', { limit: 0, sort_order: 1 });
		expect(json).toEqual(errorWith('request/body/limit'));
		expect(json).toEqual(errorWith('request/body/sort_order'));
	});

	test('another content type than JSON', async () => {
		const headers = { 'content-type': 'text/plain' };
		const body = JSON.stringify({ agent_id });
		expect((await send('POST', '/create-chat', body, headers)).status).toBe(400);
	});

	test('metadata of exactly 50,000 bytes passes', async () => {
		const metadata = { a: 'x'.repeat(50_000 - 8) };
		expect(Buffer.byteLength(JSON.stringify(metadata))).toBe(50_000);
		expect(await client().chat.update(ongoing(), { metadata })).toMatchObject({ metadata });
	});
});

test('a request that fails validation is told in the form that was seen live, or in the documented one', async () => {
	const ask = () => send('POST', '/create-sms-chat', { from_number, to_number: '1' });
	const seen = { error_message: expect.stringMatching(/^request\/body\/to_number /) as string };
	expect(await ask()).toMatchObject({ status: 400, json: seen });
	sandbox().quirks.validation = 'message';
	expect((await ask()).json).toEqual(errorWith('request/body/to_number '));
});

test('a voice agent is refused for a chat, by its own words', async () => {
	const { agent_id: voice } = sandbox().store.addAgent({ channel: 'voice' });
	const text = 'Cannot start a chat session with selected agent';
	for (const [path, body] of [
		['/create-chat', { agent_id: voice }],
		['/create-sms-chat', { from_number, to_number, override_agent_id: voice }],
	] as const) {
		const answer = await send('POST', path, body);
		expect([path, answer.status, answer.json]).toEqual([path, 422, errorWith(text)]);
	}
});

test('a number that is not registered for texting gets no agents, and takes anything else', async () => {
	const number = DEMO_NUMBERS.support;
	sandbox().quirks.unregisteredNumbers = [number];
	const path = `/update-phone-number/${encodeURIComponent(number)}`;
	const before = sandbox().store.phoneNumber(number);
	for (const field of ['inbound_sms_agents', 'outbound_sms_agents']) {
		const answer = await send('PATCH', path, { [field]: [{ agent_id, weight: 1 }] });
		const text = `Item not found in a2p-application with phoneNumber=${number}`;
		expect([answer.status, answer.json]).toEqual([404, errorWith(text)]);
	}
	expect(sandbox().store.phoneNumber(number)).toEqual(before);
	const change = { nickname: 'Desk', outbound_sms_agents: null };
	expect(await client().phoneNumber.update(number, change)).toMatchObject({ nickname: 'Desk' });
});

test.each([
	['missing', { authorization: '' }],
	['wrong', { authorization: 'Bearer key_wrong' }],
	['without Bearer', { authorization: 'key_sandbox' }],
])('a key that is %s: 401', async (_what, headers) => {
	const answer = await send('GET', '/get-concurrency', undefined, headers);
	expect(answer).toMatchObject({ status: 401, json: { status: 'error', message: ERROR_TEXTS[401] } });
});

test.each([422, 404] as const)('an unknown id is a %d, as the quirk says', async (status) => {
	sandbox().quirks.unknownId = status;
	const response_engine = { type: 'retell-llm', llm_id: 'nope' };
	const messages = [{ role: 'user', content: 'Hello' }];
	const text = status === 422 ? 'Cannot find requested asset under given api key.' : 'not found from';
	for (const [method, path, body] of [
		['GET', '/get-chat/nope'],
		['PATCH', '/update-chat/nope', {}],
		['PATCH', '/end-chat/nope'],
		['DELETE', '/delete-chat/nope'],
		['PUT', '/rerun-chat-analysis/nope'],
		['POST', '/create-chat', { agent_id: 'nope' }],
		['POST', '/create-chat', { agent_id, agent_version: 99 }],
		['POST', '/create-chat-completion', { chat_id: 'nope', content: 'x' }],
		['POST', '/create-sms-chat', { from_number, to_number, override_agent_id: 'nope' }],
		['GET', '/get-chat-agent/nope'],
		['GET', `/get-chat-agent/${agent_id}?version=7`],
		['PATCH', '/update-chat-agent/nope', {}],
		['PATCH', `/update-chat-agent/${agent_id}?version=7`, {}],
		['DELETE', '/delete-chat-agent/nope'],
		['GET', '/list-agent-versions/nope'],
		['POST', '/create-agent-version/nope', { base_version: 0 }],
		['POST', `/create-agent-version/${agent_id}`, { base_version: 7 }],
		['POST', '/publish-agent-version/nope', { version: 0 }],
		['POST', `/publish-agent-version/${agent_id}`, { version: 7 }],
		['DELETE', '/delete-agent-version/nope?version=0'],
		['DELETE', `/delete-agent-version/${agent_id}?version=7`],
		['GET', '/get-phone-number/+14155550000'],
		['PATCH', '/update-phone-number/+14155550000', {}],
		['GET', '/get-contact/nope'],
		['GET', '/get-contact-by-phone/+14155550000'],
		['PATCH', '/update-contact/nope', {}],
		['DELETE', '/delete-contact/nope'],
		['GET', '/list-contact-conversations/nope'],
		['GET', '/v2/list-test-case-definitions?type=retell-llm&llm_id=nope'],
		['POST', '/create-test-case-definition', { name: 'x', user_prompt: 'x', metrics: [], response_engine }],
		['GET', '/get-batch-test/nope'],
		['GET', '/v2/list-test-runs/nope'],
		['POST', '/agent-playground-completion/nope', { messages }],
		['POST', `/agent-playground-completion/${agent_id}?version=9`, { messages }],
	] as const) {
		const answer = await send(method, path, body);
		expect([path, answer.status, answer.json]).toEqual([path, status, errorWith(text)]);
	}
});

test.each([
	['GET', '/list-chat'],
	['GET', '/list-agents'],
	['GET', '/list-chat-agents'],
	['GET', '/list-phone-numbers'],
	['GET', '/get-agent-versions/agent_1'],
	['GET', '/get-chat-agent-versions/agent_1'],
	['GET', '/v3/list-chats'],
	['POST', '/v2/list-retell-llms'],
	['POST', '/v2/list-conversation-flows'],
	['POST', '/publish-chat-agent/agent_1'],
	['GET', '/get-chats/chat_1'],
])('%s %s is not there (any more), and told as such: 404', async (method, path) => {
	const body = method === 'POST' ? {} : undefined;
	expect(await send(method, path, body)).toMatchObject({ status: 404, json: errorWith(`Cannot ${method} ${path}`) });
});
