// Bad input is refused by the parameter's name before anything is sent.
import type { INodeParameters } from 'n8n-workflow';

import { assignments, locator, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

const valid: Record<string, unknown> = {
	chat_id: 'chat_1',
	agent_id: 'agent_1',
	text: 'hello',
	from: '+14155550142',
	to: '+14155550123',
	name: 'Åsa',
	ticket: 7,
	engine: 'llm_1',
	title: 'One',
	number: '+14155550142',
	other_id: 'agent_2',
	nickname: 'Desk',
};

const large = 'é'.repeat(25_001);
const condition = (key: string, comparison: string, value: string) => ({ conditions: [{ key, comparison, value }] });
const analysis = (field: INodeParameters) => ({ updateFields: { analysisFields: { fields: [field] } } });
const smsAgent = (agentId: string, weight: number) => ({ agents: [{ agentId, weight }] });

const REFUSED: Array<[OperationName, INodeParameters, label: string]> = [
	['chat.create', { agentId: locator('   ') }, 'Agent'],
	['chat.create', { agentId: locator('={{ $json.nothing }}') }, 'Agent'],
	['chat.create', { additionalFields: { agentVersion: 'v3' } }, 'Agent Version'],
	['chat.create', { additionalFields: { agentVersion: '1.5' } }, 'Agent Version'],
	['chat.create', { additionalFields: { agentVersion: '-1' } }, 'Agent Version'],
	['chat.create', { additionalFields: { agentVersion: 'Latest' } }, 'Agent Version'],
	['chat.create', { additionalFields: { metadata: '={{ "abc" }}' } }, 'Metadata'],
	['chat.create', { additionalFields: { metadata: '={{ [1, 2] }}' } }, 'Metadata'],
	['chat.create', { additionalFields: { metadata: '={{ 7 }}' } }, 'Metadata'],
	['chat.create', { additionalFields: { metadata: assignments(['note', large]) } }, 'Metadata'],
	['chat.create', { additionalFields: { metadata: assignments(['', 'x']) } }, 'Metadata'],
	['chat.create', { additionalFields: { metadata: assignments(['age', 'old', 'number']) } }, 'Metadata: age'],
	['chat.create', { additionalFields: { dynamicVariables: '={{ "abc" }}' } }, 'Dynamic Variables'],
	['chat.sendMessage', { chatId: locator(' ') }, 'Chat'],
	['chat.sendMessage', { message: '={{ { a: 1 } }}' }, 'Message'],
	['chat.get', { chatId: locator('..') }, 'Chat'],
	['chat.getAll', { limit: 0 }, 'Limit'],
	['chat.getAll', { limit: -5 }, 'Limit'],
	['chat.getAll', { limit: 1.5 }, 'Limit'],
	['chat.getAll', { limit: '={{ "many" }}' }, 'Limit'],
	['chat.getAll', { filters: { startedAfter: 'soon' } }, 'Started After'],
	['chat.getAll', { filters: { startedBefore: '2026-13-45' } }, 'Started Before'],
	['chat.getAll', { filters: { endedAfter: '12' } }, 'Ended After'],
	['chat.getAll', { filters: { endedBefore: '={{ { a: 1 } }}' } }, 'Ended Before'],
	['chat.getAll', { filters: { startedAfter: '2026-02-01', startedBefore: '2026-01-01' } }, 'Started Before'],
	['chat.getAll', { filters: { minDurationSeconds: 10, maxDurationSeconds: 5 } }, 'Max Duration (Seconds)'],
	['chat.getAll', { filters: { minCost: 10, maxCost: 5 } }, 'Max Cost (Cents)'],
	['chat.getAll', { filters: { olderThanHours: '={{ "a day" }}' } }, 'Older Than (Hours)'],
	['chat.getAll', { filters: { statuses: '={{ ["finished"] }}' } }, 'Statuses'],
	['chat.getAll', { filters: { successful: '={{ "maybe" }}' } }, 'Successful'],
	['chat.getAll', { filters: { customAttributes: condition('', 'equals', 'x') } }, 'Custom Attributes: ID'],
	[
		'chat.getAll',
		{ filters: { customAnalysis: condition('score', 'atLeast', 'high') } },
		'Custom Analysis: Value of score',
	],
	['chat.getAll', { filters: { customAnalysis: condition(' ', 'equals', 'x') } }, 'Custom Analysis: Name'],
	['chat.getAll', { filters: { chatIds: '={{ [{ chat_id: "chat_1" }] }}' } }, 'Chat IDs'],
	['chat.getAll', { filters: { chatIds: '..' } }, 'Chat IDs'],
	['chat.getAll', { filters: { minCost: '={{ "0x10" }}' } }, 'Min Cost (Cents)'],
	['chat.getAll', { filters: { olderThanHours: '={{ "1e3" }}' } }, 'Older Than (Hours)'],
	['chat.getAll', { limit: '={{ "0b1" }}' }, 'Limit'],
	['chat.update', { updateFields: {} }, 'Update Fields'],
	['chat.update', { updateFields: { metadata: assignments() } }, 'Update Fields'],
	// As the editor stores fields that were added and left as they were.
	['chat.update', { updateFields: { metadata: {}, customAttributes: {}, dynamicVariables: {} } }, 'Update Fields'],
	['chat.update', { updateFields: { metadata: assignments(['note', large]) } }, 'Metadata'],
	['chat.update', { updateFields: { customAttributes: '={{ { a: { b: 1 } } }}' } }, 'Custom Attributes'],
	['chat.update', { updateFields: { dataStorage: '={{ "nothing" }}' } }, 'Data Storage'],
	['chat.get', { chatId: locator('={{ null }}') }, 'Chat'],
	['chat.end', { chatId: locator('={{ "" }}') }, 'Chat'],
	['chat.delete', { chatId: locator('\t') }, 'Chat'],
	['chat.rerunAnalysis', { chatId: locator('={{ $json.nothing }}') }, 'Chat'],
	['chat.createSms', { fromNumber: locator('4155550142', 'number') }, 'From Number'],
	['chat.createSms', { toNumber: '={{ $json.nothing }}' }, 'To Number'],
	['chat.createSms', { toNumber: '1 415 555 0123' }, 'To Number'],
	['chat.createSms', { toNumber: '0041791234567' }, 'To Number'],
	['chat.createSms', { toNumber: '+123456' }, 'To Number'],
	['chat.createSms', { additionalFields: { agentId: locator(' ') } }, 'Agent'],
	['chatAgent.get', { agentId: locator(' ') }, 'Agent'],
	['chatAgent.get', { options: { version: 'v3' } }, 'Version'],
	['chatAgent.getAll', { limit: 0 }, 'Limit'],
	['chatAgent.create', { responseEngine: locator('16b980523634a6dc') }, 'Response Engine'],
	['chatAgent.create', { responseEngine: locator('retell-llm: ') }, 'Response Engine'],
	[
		'chatAgent.create',
		{ responseEngine: locator('={{ { type: "custom-llm", llm_websocket_url: "wss://x" } }}') },
		'Response Engine',
	],
	[
		'chatAgent.create',
		{ responseEngine: locator('={{ { type: "retell-llm", llm_id: "llm_1", version: -1 } }}') },
		'Response Engine: version',
	],
	['chatAgent.create', { agentName: '={{ $json.nothing }}' }, 'Name'],
	['chatAgent.create', { additionalFields: { languages: '={{ ["de"] }}' } }, 'Languages'],
	['chatAgent.create', { additionalFields: { dataStorage: '={{ "nothing" }}' } }, 'Data Storage'],
	['chatAgent.create', { additionalFields: { webhookUrl: 'example.com' } }, 'Webhook URL'],
	['chatAgent.create', { additionalFields: { webhookEvents: '={{ ["call_ended"] }}' } }, 'Webhook Events'],
	['chatAgent.update', { agentId: locator(' ') }, 'Agent'],
	['chatAgent.update', { updateFields: {} }, 'Update Fields'],
	['chatAgent.update', { updateFields: { agentName: ' ', analysisFields: {}, turnOff: [] } }, 'Update Fields'],
	['chatAgent.update', { updateFields: { autoCloseMinutes: 0 } }, 'Auto-Close After (Minutes)'],
	['chatAgent.update', { updateFields: { autoCloseMinutes: 1 } }, 'Auto-Close After (Minutes)'],
	['chatAgent.update', { updateFields: { autoCloseMinutes: 3_600_000 } }, 'Auto-Close After (Minutes)'],
	['chatAgent.update', { updateFields: { autoCloseMinutes: '={{ "an hour" }}' } }, 'Auto-Close After (Minutes)'],
	[
		'chatAgent.update',
		{ updateFields: { autoCloseMinutes: 5, turnOff: ['autoCloseMinutes'] } },
		'Auto-Close After (Minutes)',
	],
	['chatAgent.update', { updateFields: { turnOff: '={{ ["everything"] }}' } }, 'Clear Fields'],
	['chatAgent.update', { updateFields: { retentionDays: 731 } }, 'Data Retention (Days)'],
	['chatAgent.update', { updateFields: { analysisModel: '={{ "gpt-1" }}' } }, 'Post-Chat Analysis Model'],
	['chatAgent.update', { updateFields: { timezone: 'Berlin' } }, 'Timezone'],
	['chatAgent.update', { updateFields: { timezone: '+02:00' } }, 'Timezone'],
	['chatAgent.update', { updateFields: { languages: '={{ ["multi", "de-DE"] }}' } }, 'Languages'],
	['chatAgent.update', { updateFields: { otherSettings: '{}' } }, 'Update Fields'],
	['chatAgent.update', { updateFields: { otherSettings: '[]' } }, 'Other Settings (JSON)'],
	['chatAgent.update', { updateFields: { otherSettings: '{ "pii_config": ' } }, 'Other Settings (JSON)'],
	['chatAgent.update', { updateFields: { otherSettings: '{ "timezone": "UTC" }' } }, 'Other Settings (JSON)'],
	['chatAgent.update', { updateFields: { otherSettings: '={{ { agent_name: "x" } }}' } }, 'Other Settings (JSON)'],
	['chatAgent.create', { additionalFields: { otherSettings: '{ "response_engine": null }' } }, 'Other Settings (JSON)'],
	['chatAgent.update', { updateFields: { retentionDays: 0.5 } }, 'Data Retention (Days)'],
	['chatAgent.update', { updateFields: { responseEngine: locator('') } }, 'Response Engine'],
	['chatAgent.update', { updateFields: { agentName: 'x' }, options: { version: 'v3' } }, 'Version'],
	[
		'chatAgent.update',
		analysis({ type: 'string', name: 'order', description: '' }),
		'Post-Chat Analysis Fields: Description of order',
	],
	[
		'chatAgent.update',
		analysis({ type: 'enum', name: 'topic', description: 'x', choices: ' , ' }),
		'Post-Chat Analysis Fields',
	],
	['chatAgent.publish', { version: 'v2' }, 'Draft Version'],
	['chatAgent.createVersion', { baseVersion: '1.5' }, 'Base Version'],
	['chatAgent.getVersions', { agentId: locator('..') }, 'Agent'],
	['chatAgent.delete', { agentId: locator(' ') }, 'Agent'],
	['chatAgent.deleteVersion', { agentId: locator(' ') }, 'Agent'],
	['chatAgent.deleteVersion', { version: '={{ $json.nothing }}' }, 'Version'],
	['chatAgent.deleteVersion', { version: 'latest' }, 'Version'],
	['chatAgent.deleteVersion', { version: 'v2' }, 'Version'],
	['chatAgent.deleteVersion', { version: '={{ 1.5 }}' }, 'Version'],
	['chatAgent.deleteVersion', { version: -1 }, 'Version'],
	['phoneNumber.get', { phoneNumber: locator('4155550142', 'number') }, 'Phone Number'],
	['phoneNumber.getAll', { limit: -1 }, 'Limit'],
	['phoneNumber.updateSms', { updateFields: {} }, 'Update Fields'],
	['phoneNumber.updateSms', { updateFields: { inboundSmsWebhookUrl: 'ftp://example.com' } }, 'Inbound SMS Webhook URL'],
	['phoneNumber.updateSms', { updateFields: { outboundSmsAgents: smsAgent('agent_1', 0.5) } }, 'Outbound SMS Agents'],
	['phoneNumber.updateSms', { updateFields: { inboundSmsAgents: smsAgent('', 1) } }, 'Inbound SMS Agents: Agent'],
	['phoneNumber.updateSms', { updateFields: { nickname: 'x', turnOff: ['nickname'] } }, 'Nickname'],
];

test.each(REFUSED)('%s refuses %j', async (operation, parameters, label) => {
	const { error, sent } = await world.run(operation, { input: [valid], parameters });
	expect(error?.message).toContain(`"${label}"`);
	expect(error?.description).toBeTruthy();
	expect(error?.context?.itemIndex).toBe(0);
	expect(sent).toHaveLength(0);
	expect(world.sandbox.requests).toHaveLength(0);
});

test.each<[OperationName, INodeParameters, label: string]>([
	['chat.create', { agentId: locator('') }, 'Agent'],
	['chat.get', { chatId: locator('', 'list') }, 'Chat'],
	['chat.createSms', { fromNumber: locator('', 'list') }, 'From Number'],
	['chat.createSms', { toNumber: '' }, 'To Number'],
])('%s with an empty field, %j, is refused by n8n itself', async (operation, parameters, label) => {
	await expect(world.run(operation, { input: [valid], parameters })).rejects.toThrow(
		`Parameter "${label}" is required`,
	);
	expect(world.sandbox.requests).toHaveLength(0);
});

test('blanks around ids are trimmed, and ids are encoded in paths', async () => {
	const { sandbox, run } = world;
	const id = 'chat_ä/../?x=1#y z%20';
	sandbox.store.addChat({ chat_id: id });
	const { json } = await run('chat.get', { input: [{ chat_id: `  ${id}\n` }] });
	expect(json).toMatchObject([{ chat_id: id }]);
	expect(sandbox.requests.map(({ path, status }) => ({ path: decodeURIComponent(path), status }))).toEqual([
		{ path: `/get-chat/${id}`, status: 200 },
	]);
});

test.each([
	['3', 3],
	['={{ 3 }}', 3],
	[' latest ', 'latest'],
	['prod', 'prod'],
])('the version %p is sent as %p', async (agentVersion, expected) => {
	const { sandbox, run } = world;
	await run('chat.create', { input: [valid], parameters: { additionalFields: { agentVersion } } });
	expect(sandbox.requests.map(({ body }) => body)).toEqual([{ agent_id: 'agent_1', agent_version: expected }]);
});

test('a short phone number in international form passes', async () => {
	const { sandbox, run } = world;
	await run('chat.createSms', { input: [valid], parameters: { toNumber: ' +6561234567 ', additionalFields: {} } });
	expect(sandbox.requests.map(({ body }) => body)).toMatchObject([{ to_number: '+6561234567' }]);
});

test('metadata and variables can come from an expression', async () => {
	const { sandbox, run } = world;
	await run('chat.create', {
		input: [{ ...valid, data: { order: 7, nested: { a: [1] } } }],
		parameters: {
			additionalFields: { metadata: '={{ $json.data }}', dynamicVariables: '={{ JSON.stringify($json.data) }}' },
		},
	});
	expect(sandbox.requests.map(({ body }) => body)).toMatchObject([
		{
			metadata: { order: 7, nested: { a: [1] } },
			retell_llm_dynamic_variables: { order: '7', nested: '{"a":[1]}' },
		},
	]);
});

test('metadata of exactly 50 kB passes', async () => {
	const note = 'x'.repeat(50_000 - JSON.stringify({ note: '' }).length);
	const { sandbox, run } = world;
	await run('chat.create', {
		input: [{ ...valid, agent_id: sandbox.store.agents()[0]?.agent_id }],
		parameters: { additionalFields: { metadata: assignments(['note', note]) } },
	});
	expect(sandbox.requests.map(({ status }) => status)).toEqual([201]);
});

test.each([
	[{ olderThanHours: -1 }, '"Older Than (Hours)" must be 0 or more'],
	[{ minCost: '={{ -0.5 }}' }, '"Min Cost (Cents)" must be 0 or more'],
])('the amount %j, which is below 0, is refused', async (filters, text) => {
	const { error } = await world.run('chat.getAll', { parameters: { filters } });
	expect(error?.message).toContain(text);
	expect(world.sandbox.requests).toHaveLength(0);
});

test.each([
	['', '"API Key" is empty'],
	['  ', '"API Key" is empty'],
	['key_•••••1234', "isn't an API key"],
	['key_1\nkey_2', "isn't an API key"],
])('the API key %j is refused', async (apiKey, text) => {
	const { error, sent } = await world.run('chat.getAll', { credential: { apiKey, baseUrl: world.sandbox.url } });
	expect(error?.message).toContain(text);
	expect(error?.description).toContain('paste the whole key');
	expect(sent).toHaveLength(0);
});

test('blanks around the API key and the base URL do no harm', async () => {
	const { sandbox, run } = world;
	const credential = { apiKey: ` ${sandbox.apiKey}\n`, baseUrl: ` ${sandbox.url}/ ` };
	const { error } = await run('chat.getAll', { credential });
	expect(error).toBeUndefined();
	expect(sandbox.requests.map(({ path, status }) => ({ path, status }))).toEqual([
		{ path: '/v3/list-chats', status: 200 },
	]);
});

test('a value of type text is sent as a text, and own data with a key "assignments" stays whole', async () => {
	const { sandbox, run } = world;
	const own = { assignments: [{ due: 'Monday' }], course: 'A1' };
	await run('chat.create', {
		input: [{ ...valid, own }],
		parameters: {
			additionalFields: {
				metadata: '={{ $json.own }}',
				dynamicVariables: assignments(['ticket', '={{ $json.ticket }}']),
			},
		},
	});
	sandbox.store.addChat({ chat_id: 'chat_1' });
	await run('chat.update', {
		input: [valid],
		parameters: {
			updateFields: {
				customAttributes: assignments(['ticket', '={{ $json.ticket }}'], ['size', '={{ "7" }}', 'number']),
			},
		},
	});
	const sent = sandbox.requests.filter(({ method }) => method !== 'GET').map(({ body }) => body);
	expect(sent).toMatchObject([
		{ metadata: own, retell_llm_dynamic_variables: { ticket: '7' } },
		{ custom_attributes: { ticket: '7', size: 7 } },
	]);
});

test.each(['1777593600', '={{ 1777593600 }}', '={{ "1777593600.5" }}'])(
	'Unix time in seconds (%s) is told as that',
	async (startedAfter) => {
		const { error, sent } = await world.run('chat.getAll', { parameters: { filters: { startedAfter } } });
		expect(error?.message).toMatch(/^"Started After" must be a date, not 1777593600/);
		expect(error?.description).toContain('seconds. Multiply it by 1000');
		expect(sent).toHaveLength(0);
	},
);
