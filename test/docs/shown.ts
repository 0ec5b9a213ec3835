// What the action node says of values that are wrong, and what n8n says in its place: both run, so that they complain.
import type { INodeParameters } from 'n8n-workflow';

import { conditionsInput } from '../../nodes/parameters/chatFilters/conditions.ts';
import { assignments, locator, type OperationName } from '../nodes/fixtures.ts';
import type { World } from '../nodes/world.ts';
import { refusalOf } from '../unit/explained.ts';

export type Wrong = [OperationName, INodeParameters];

const session = { conversation: 'session', agentId: locator('agent_123') };
const filters = (values: INodeParameters): Wrong => ['chat.getAll', { filters: values }];
const engine = (responseEngine: INodeParameters): Wrong => [
	'chatAgent.create',
	{ responseEngine, agentName: 'Support' },
];
const settings = (updateFields: INodeParameters): Wrong => [
	'chatAgent.update',
	{ agentId: locator('agent_123'), updateFields },
];
const analysis = (...fields: INodeParameters[]): Wrong => settings({ analysisFields: { fields } });
const contact = (updateFields: INodeParameters): Wrong => [
	'contact.upsert',
	{ phoneNumber: '+14155550123', updateFields },
];
const reply = (parameters: INodeParameters): Wrong => [
	'agentTest.getReply',
	{ agentId: locator('agent_123'), messages: 'Hello', dynamicVariables: {}, options: {}, ...parameters },
];
const smsAgents = (weight: number): Wrong => [
	'phoneNumber.updateSms',
	{
		phoneNumber: locator('+14155550123', 'number'),
		updateFields: { outboundSmsAgents: { agents: [{ agentId: 'agent_123', weight }] } },
	},
];

const FIELD = { type: 'string', name: 'order_number', description: 'The order that the chat is about' };
const ENGINE_OF_ANOTHER = '={{ { type: "custom-llm" } }}';

/** A value for each text of the tables. */
export const WRONG: Wrong[] = [
	['chat.get', { chatId: locator('={{ $json.nothing }}') }],
	['chat.get', { chatId: locator('..') }],
	['chat.create', { agentVersion: 'specific', specificVersion: locator('={{ $json.nothing }}') }],
	['chat.create', { agentVersion: 'specific', specificVersion: locator('v3') }],
	['chatAgent.deleteVersion', { agentId: locator('agent_123'), version: 'latest' }],
	['chatAgent.publish', { agentId: locator('agent_123'), version: '={{ $json.nothing }}' }],
	['chat.createSms', { toNumber: '={{ $json.nothing }}' }],
	['chat.createSms', { toNumber: '(415) 555-0123' }],
	['agentTest.run', { agentId: locator('agent_123'), testCaseIds: '={{ $json.nothing }}' }],
	reply({ messages: '={{ $json.nothing }}' }),
	reply({ messages: '={{ { text: "Hello" } }}' }),
	reply({ messages: '={{ [{ role: "assistant", content: "Hello" }] }}' }),
	reply({ messages: '={{ [{ role: "user", content: null }] }}' }),
	reply({ options: { componentId: 'component_1' } }),
	reply({
		options: { toolMocks: { mocks: [{ toolName: 'lookup_order', match: 'partial', arguments: '4711' }] } },
	}),
	contact({ customFields: { fields: [{ name: 'color', value: 'red' }] } }),
	contact({ tags: 'lead', addTags: 'customer' }),
	contact({ addTags: 'customer', removeTags: 'customer' }),
	['chat.create', { additionalFields: { metadata: '={{ "order 7" }}' } }],
	['chat.create', { additionalFields: { metadata: assignments(['text', 'x'.repeat(60_000)]) } }],
	['chat.create', { additionalFields: { metadata: assignments(['', 'x']) } }],
	['chat.create', { additionalFields: { metadata: assignments(['order', 'maybe', 'boolean']) } }],
	['chat.create', { additionalFields: { dynamicVariables: '={{ { order: $json.text.trim } }}' } }],
	['chat.update', { updateFields: { customAttributes: '={{ { address: { city: "Bern" } } }}' } }],
	['chat.update', { updateFields: {} }],
	['chat.update', { updateFields: { metadata: assignments(['order', '7']), clearFields: ['metadata'] } }],
	['chat.getAll', { limit: 0 }],
	['chat.getAll', { limit: '={{ $json.nothing }}' }],
	['chat.getAll', { options: { parallelRequests: 51 } }],
	['chat.getAll', { operation: 'archive' }],
	filters({ minCost: '={{ "ten" }}' }),
	filters({ minCost: -1 }),
	filters({ olderThanHours: 1e305 }),
	filters({ startedAfter: 'yesterday' }),
	filters({ chatIds: '={{ [{ chat_id: "chat_123" }] }}' }),
	filters({ agentTags: '={{ { name: "beta" } }}' }),
	filters({ statuses: '={{ ["finished"] }}' }),
	filters({ successful: '={{ "maybe" }}' }),
	filters({ endedAfter: '2026-02-01', endedBefore: '2026-01-01' }),
	filters({ minCost: 2, maxCost: 1 }),
	filters({ customAttributes: { conditions: [{ key: 'order', comparison: '={{ $json.nothing }}', value: '7' }] } }),
	filters({ customAttributes: { conditions: [{ key: '', comparison: 'equals', value: '7' }] } }),
	filters({ customAttributes: { conditions: [{ key: 'order', comparison: 'equals', value: '' }] } }),
	engine(locator('support')),
	engine(locator(ENGINE_OF_ANOTHER)),
	settings({ autoCloseMinutes: 7200 }),
	settings({ autoCloseMinutes: 1 }),
	settings({ autoCloseMinutes: 0 }),
	settings({ timezone: 'CEST' }),
	settings({ otherSettings: 'ai_disclosure' }),
	settings({ otherSettings: '{ "webhook_url": null }' }),
	settings({ webhookUrl: 'hooks.example.com' }),
	settings({ webhookUrl: 'https://hooks.example.com', turnOff: ['webhookUrl'] }),
	analysis(FIELD, FIELD),
	analysis({ ...FIELD, type: 'enum', name: 'topic' }),
	smsAgents(0.9),
	smsAgents(0),
	['chat.sendMessage', { message: '={{ { text: "Hello" } }}' }],
	['chat.sendMessage', { ...session, sessionKey: '={{ $json.nothing }}' }],
	['chat.sendMessage', { ...session, sessionKey: '={{ $json.channel }}:{{ $json.from }}' }],
	['chat.sendMessage', { ...session, sessionKey: '{{ $json.from }}' }],
	[
		'chat.sendMessage',
		{ ...session, sessionKey: 'Ada', additionalFields: { metadata: assignments(['session_key', 'Bob']) } },
	],
	['chat.deleteMany', { filters: {} }],
	['chat.deleteMany', { filters: { olderThanHours: 0 } }],
	['chat.deleteMany', { filters: { startedBefore: '2999-01-01' } }],
];

const VALID = { chat_id: 'chat_123', agent_id: 'agent_123', text: 'Hello', from: '+14155550142', to: '+14155550123' };

export async function wrongValueTexts(world: World): Promise<string[]> {
	const texts: string[] = [];
	for (const wrong of WRONG) texts.push(await shown(world, ...wrong));
	// n8n's own reading of parameters drops such a value, so that no run shows it. The node does not build upon that.
	texts.push(refusalOf(() => conditionsInput('order is 7', 'Custom Attributes', 'ID')).message);
	return texts;
}

/** What n8n says itself: of a required field that is empty, and when a person stops the execution. */
export async function textsOfN8n(world: World): Promise<string[]> {
	// It lists all that is missing, under the node's name.
	const missing = (await shown(world, 'chat.get', { chatId: locator('') })).replace(/^.* has issues:\s*- /s, '');
	const cancelled = await world.run('chat.end', { input: [VALID], onStart: ({ cancel }) => cancel() });
	return [missing, cancelled.error?.message ?? ''];
}

async function shown({ run }: World, operation: OperationName, parameters: INodeParameters): Promise<string> {
	const { error } = await run(operation, { input: [VALID], parameters }).catch((error: Error) => ({ error }));
	if (!error) throw new Error(`${operation} took ${JSON.stringify(parameters)}`);
	return error.message;
}
