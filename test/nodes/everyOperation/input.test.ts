// Bad input is refused by the parameter's name before anything is sent.
import type { INodeParameters } from 'n8n-workflow';

import { WRONG } from '../../docs/shown.ts';
import { assignments, credentialFor, locator, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

const valid: Record<string, unknown> = {
	chat_id: 'chat_1',
	agent_id: 'agent_1',
	text: 'hello',
	from: '+14155550142',
	to: '+14155550123',
	name: 'Åsa',
	engine: 'llm_1',
	title: 'One',
	number: '+14155550142',
	other_id: 'agent_2',
	nickname: 'Desk',
};

/** Beside those whose texts docs/troubleshooting.md has: what else can be wrong, and the name by which it is refused. */
const REFUSED: Array<[OperationName, INodeParameters, label: string]> = [
	['chat.create', { agentId: locator('={{ $json.nothing }}') }, 'Agent'],
	['chat.create', { additionalFields: { agentVersion: '1.5' } }, 'Agent Version'],
	['chat.sendMessage', { chatId: locator(' ') }, 'Chat'],
	['chat.getAll', { filters: { customAnalysis: { conditions: [{ key: ' ' }] } } }, 'Custom Analysis: Name'],
	['chat.getAll', { filters: { chatIds: '..' } }, 'Chat IDs'],
	['chat.getAll', { filters: { olderThanHours: -1 } }, 'Older Than (Hours)'],
	['chat.getAll', { limit: 1, options: { sortOrder: '={{ "asc" }}' } }, 'Sort Order'],
	['chat.getAll', { returnAll: '={{ "TRUE" }}' }, 'Return All'],
	['chat.getAll', { options: { includeTranscript: '={{ "yes" }}' } }, 'Include Transcript'],
	['chat.getAll', { options: { includeTranscript: '={{ null }}' } }, 'Include Transcript'],
	['contact.getAll', { options: { sortOrder: '={{ "desc" }}' } }, 'Sort Order'],
	['contact.getAll', { options: { sortOrder: '={{ null }}' } }, 'Sort Order'],
	['chat.end', { options: { ifEnded: '={{ "Fail" }}' } }, 'If Already Ended'],
	['chat.sendMessage', { options: { ifEnded: '={{ "Start a New Chat" }}' } }, 'If Ended'],
	['chat.sendMessage', { options: { checkStatus: '={{ "yes" }}' } }, 'Check Status'],
	['chat.update', { updateFields: { metadata: assignments() } }, 'Update Fields'],
	// As the editor stores fields that were added and left as they were.
	['chat.update', { updateFields: { metadata: {}, customAttributes: {}, dynamicVariables: {} } }, 'Update Fields'],
	['chat.update', { updateFields: { metadata: '={{ { a: undefined } }}' } }, 'Update Fields'],
	['chat.update', { updateFields: { dynamicVariables: '={{ { a: undefined } }}' } }, 'Update Fields'],
	['chat.update', { updateFields: { dataStorage: '={{ "nothing" }}' } }, 'Data Storage'],
	['chat.createSms', { fromNumber: locator('4155550142', 'number') }, 'From Number'],
	['chat.createSms', { additionalFields: { agentId: locator(' ') } }, 'Agent'],
	['chatAgent.get', { options: { version: 'v3' } }, 'Version'],
	['chatAgent.getAll', { limit: 0 }, 'Limit'],
	['chatAgent.create', { responseEngine: locator('retell-llm: ') }, 'Response Engine'],
	[
		'chatAgent.create',
		{ responseEngine: locator('={{ { type: "retell-llm", llm_id: "llm_1", version: -1 } }}') },
		'Response Engine: version',
	],
	['chatAgent.create', { agentName: '={{ $json.nothing }}' }, 'Name'],
	['chatAgent.create', { additionalFields: { languages: '={{ ["de"] }}' } }, 'Languages'],
	['chatAgent.create', { additionalFields: { dataStorage: '={{ "nothing" }}' } }, 'Data Storage'],
	['chatAgent.create', { additionalFields: { webhookEvents: '={{ ["call_ended"] }}' } }, 'Webhook Events'],
	['chatAgent.create', { additionalFields: { otherSettings: '{ "response_engine": null }' } }, 'Other Settings (JSON)'],
	['chatAgent.update', { updateFields: {} }, 'Update Fields'],
	['chatAgent.update', { updateFields: { agentName: ' ', analysisFields: {}, turnOff: [] } }, 'Update Fields'],
	['chatAgent.update', { updateFields: { otherSettings: '{}' } }, 'Update Fields'],
	['chatAgent.update', { updateFields: { turnOff: '={{ ["everything"] }}' } }, 'Clear Fields'],
	['chatAgent.update', { updateFields: { retentionDays: 731 } }, 'Data Retention (Days)'],
	['chatAgent.update', { updateFields: { analysisModel: '={{ "gpt-1" }}' } }, 'Post-Chat Analysis Model'],
	['chatAgent.update', { updateFields: { responseEngine: locator('') } }, 'Response Engine'],
	['chatAgent.update', { updateFields: { agentName: 'x' }, options: { version: 'v3' } }, 'Version'],
	['chatAgent.update', { updateFields: { agentName: 'x' }, options: { publish: '={{ "TRUE" }}' } }, 'Publish'],
	['chatAgent.update', { updateFields: { agentName: 'x' }, options: { ifPublished: '={{ "Fail" }}' } }, 'If Published'],
	['chatAgent.publish', { version: 'v2' }, 'Draft Version'],
	['chatAgent.createVersion', { baseVersion: '1.5' }, 'Base Version'],
	['chatAgent.deleteVersion', { version: '={{ $json.nothing }}' }, 'Version'],
	['chatAgent.deleteVersion', { version: 'v2' }, 'Version'],
	['chatAgent.deleteVersion', { version: '={{ 1.5 }}' }, 'Version'],
	['chatAgent.deleteVersion', { version: -1 }, 'Version'],
	['phoneNumber.get', { phoneNumber: locator('4155550142', 'number') }, 'Phone Number'],
	['phoneNumber.getAll', { limit: -1 }, 'Limit'],
	['phoneNumber.updateSms', { updateFields: {} }, 'Update Fields'],
	['phoneNumber.updateSms', { updateFields: { inboundSmsWebhookUrl: 'ftp://example.com' } }, 'Inbound SMS Webhook URL'],
	[
		'phoneNumber.updateSms',
		{ updateFields: { inboundSmsAgents: { agents: [{ agentId: '', weight: 1 }] } } },
		'Inbound SMS Agents: Agent',
	],
	['phoneNumber.updateSms', { updateFields: { nickname: 'x', turnOff: ['nickname'] } }, 'Nickname'],
];

// Which custom fields there are, Retell has to say first.
const IN_THE_DOCS = WRONG.filter(([, parameters]) => !JSON.stringify(parameters).includes('"customFields"'));

test.each<[OperationName, INodeParameters, label?: string]>([...IN_THE_DOCS, ...REFUSED])(
	'%s refuses %j before any request',
	async (operation, parameters, label = '') => {
		const { error, sent } = await world.run(operation, { input: [valid], parameters });
		expect(error?.message).toContain(label && `"${label}"`);
		expect(error?.description).toBeTruthy();
		expect(error?.context?.itemIndex).toBe(0);
		expect(sent).toHaveLength(0);
		expect(world.sandbox.requests).toHaveLength(0);
	},
);

test.each<[OperationName, INodeParameters]>([
	['chat.getAll', { options: { sortOrder: '={{ $json.nothing }}', includeTranscript: '={{ $json.nothing }}' } }],
	['chat.getAll', { returnAll: '={{ $json.nothing }}' }],
	['contact.getAll', { options: { sortOrder: '={{ $json.nothing }}' } }],
])('%s takes an option without a value for its default: %j', async (operation, parameters) => {
	await world.run(operation);
	await world.run(operation, { parameters });
	const [usual, ...others] = world.sandbox.requests.map(({ path, body }) => ({ path, body }));
	expect(others).toEqual([usual]);
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

test.each([
	[{ apiKey: '' }, '"API Key" is empty', 'paste the whole key'],
	[{ apiKey: 'key_•••••1234' }, "isn't an API key", 'paste the whole key'],
	[{ apiKey: 'key_1\nkey_2' }, "isn't an API key", 'paste the whole key'],
	[{ baseUrl: 'http://retell.example' }, '"Base URL" must start with https://', 'change "Base URL"'],
])('a credential with %j is refused', async (wrong, text, advice) => {
	const credential = { ...credentialFor(world.sandbox), ...wrong };
	const { error, sent } = await world.run('chat.getAll', { credential });
	expect(error?.message).toContain(text);
	expect(error?.description).toContain(advice);
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

test('own data with a key "assignments" stays whole', async () => {
	const own = { assignments: [{ due: 'Monday' }], course: 'A1' };
	const parameters = { additionalFields: { metadata: '={{ $json.own }}' } };
	await world.run('chat.create', { input: [{ ...valid, own }], parameters });
	expect(world.sandbox.requests.map(({ body }) => body)).toMatchObject([{ metadata: own }]);
});

test.each(['={{ 1777593600 }}', '={{ "1777593600.5" }}'])(
	'Unix time in seconds (%s) is told as that',
	async (startedAfter) => {
		const { error, sent } = await world.run('chat.getAll', { parameters: { filters: { startedAfter } } });
		expect(error?.message).toMatch(/^"Started After" must be a date, not 1777593600/);
		expect(error?.description).toContain('seconds. Multiply it by 1000');
		expect(sent).toHaveLength(0);
	},
);
