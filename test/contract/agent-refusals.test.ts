import { errorWith, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const FORMAT = 'Invalid request format, please check API reference.';
const response_engine = { type: 'retell-llm', llm_id: 'llm_1' };
const data = (...post_chat_analysis_data: unknown[]) => ({ post_chat_analysis_data });
const item = { type: 'string', name: 'a', description: 'b' };

beforeEach(() => {
	sandbox().store.addLlm({ llm_id: 'llm_1' });
	sandbox().store.addAgent({ agent_id: 'agent_1', versions: [{}] });
});

describe('settings the reference does not allow are a 400, in create and update alike', () => {
	beforeEach(() => {
		sandbox().quirks.validation = 'message';
	});

	test.each<[string, Record<string, unknown>]>([
		['an unknown key', { nonsense: 1 }],
		['a name as number', { agent_name: 5 }],
		['an engine without type', { response_engine: { llm_id: 'llm_1' } }],
		['an engine without id', { response_engine: { type: 'retell-llm' } }],
		['an engine of both kinds', { response_engine: { ...response_engine, conversation_flow_id: 'x' } }],
		['an engine version as text', { response_engine: { ...response_engine, version: '0' } }],
		['no engine', { response_engine: null }],
		['silence of 119,999 ms', { end_chat_after_silence_ms: 119_999 }],
		['silence of 259,200,001 ms', { end_chat_after_silence_ms: 259_200_001 }],
		['silence in half milliseconds', { end_chat_after_silence_ms: 120_000.5 }],
		['silence as text', { end_chat_after_silence_ms: '3600000' }],
		['a language that is none', { language: 'de' }],
		['multi in a list', { language: ['multi', 'de-DE'] }],
		['an address that is none', { webhook_url: 'my server' }],
		['an empty address', { webhook_url: '' }],
		['an event of calls', { webhook_events: ['call_ended'] }],
		['an event not in a list', { webhook_events: 'chat_ended' }],
		['a timeout as text', { webhook_timeout_ms: '10000' }],
		['a timeout null', { webhook_timeout_ms: null }],
		['an unknown storage', { data_storage_setting: 'nothing' }],
		['retention of 0 days', { data_storage_retention_days: 0 }],
		['retention of 731 days', { data_storage_retention_days: 731 }],
		['analysis data not in a list', { post_chat_analysis_data: item }],
		['analysis data without type', data({ name: 'a', description: 'b' })],
		['analysis data without description', data({ type: 'string', name: 'a' })],
		['analysis data without a name', data({ ...item, name: '' })],
		['analysis data of an unknown type', data({ ...item, type: 'date' })],
		['an enum without choices', data({ ...item, type: 'enum', choices: [] })],
		['choices of a string', data({ ...item, choices: ['a'] })],
		['an unknown preset', data({ type: 'system-presets', name: 'call_summary' })],
		['an unknown model', { post_chat_analysis_model: 'gpt-2' }],
		['an unknown kind of PII', { pii_config: { mode: 'post_call', categories: ['shoe_size'] } }],
		['a kind of PII twice', { pii_config: { mode: 'post_call', categories: ['email', 'email'] } }],
		['a guardrail that is none', { guardrail_config: { output_topics: ['weather'] } }],
		['a preset for voices', { handbook_config: { nato_phonetic_alphabet: true } }],
		['a time zone that is none', { timezone: 'Berlin' }],
		['what only Retell says', { is_published: true }],
	])('%s', async (_what, settings) => {
		const before = await client().chatAgent.retrieve('agent_1');
		for (const [method, path] of [
			['POST', '/create-chat-agent'],
			['PATCH', '/update-chat-agent/agent_1'],
		] as const) {
			const engine = method === 'POST' ? { response_engine } : {};
			const answer = await send(method, path, { ...engine, ...settings });
			expect([path, answer.status, answer.json]).toEqual([path, 400, errorWith(FORMAT)]);
		}
		expect(await client().chatAgent.retrieve('agent_1')).toEqual(before);
		expect(sandbox().store.agents()).toHaveLength(1);
	});
});

test.each([
	['create without an engine', 'POST', '/create-chat-agent', { agent_name: 'x' }],
	['update without a body', 'PATCH', '/update-chat-agent/agent_1', undefined],
	['version=v0', 'PATCH', '/update-chat-agent/agent_1?version=v0', {}],
	['a tag that is not there', 'PATCH', '/update-chat-agent/agent_1?version=prod', {}],
	['nothing published', 'PATCH', '/update-chat-agent/agent_1?version=latest_published', {}],
	['an unknown query', 'PATCH', '/update-chat-agent/agent_1?draft=1', {}],
	['no base version', 'POST', '/create-agent-version/agent_1', {}],
	['a base version as text', 'POST', '/create-agent-version/agent_1', { base_version: '0' }],
	['a tag as base', 'POST', '/create-agent-version/agent_1', { base_version: 'latest' }],
	['a title with a new version', 'POST', '/create-agent-version/agent_1', { base_version: 0, version_title: 'x' }],
	['no version to publish', 'POST', '/publish-agent-version/agent_1', {}],
	['latest to publish', 'POST', '/publish-agent-version/agent_1', { version: 'latest' }],
	['no version to delete', 'DELETE', '/delete-agent-version/agent_1', undefined],
	['latest to delete', 'DELETE', '/delete-agent-version/agent_1?version=latest', undefined],
	['the only version to delete', 'DELETE', '/delete-agent-version/agent_1?version=0', undefined],
	['a title null', 'POST', '/publish-agent-version/agent_1', { version: 0, version_title: null }],
])('%s: 400', async (_what, method, path, body) => {
	const before = await client().agent.listVersions('agent_1');
	expect((await send(method, path, body)).status).toBe(400);
	expect(await client().agent.listVersions('agent_1')).toEqual(before);
});

test('the bounds themselves pass', async () => {
	const update = (settings: object) => client().chatAgent.update('agent_1', settings);
	await update({ end_chat_after_silence_ms: 120_000, data_storage_retention_days: 1 });
	await update({ end_chat_after_silence_ms: 259_200_000, data_storage_retention_days: 730 });
});
