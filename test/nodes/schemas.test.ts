// The output fields that the editor shows before a first run are those that a run yields.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { OPERATIONS, type OperationName } from './fixtures.ts';
import { useWorld } from './world.ts';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

const world = useWorld();
const ENDED = 'chat_ended';

const INPUT: Record<OperationName, object> = {
	'chat.create': { agent_id: DEMO_AGENTS.support, name: 'Bo' },
	'chat.createSms': { from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Bo' },
	'chat.delete': { chat_id: ENDED },
	'chat.deleteMany': {},
	'chat.end': { chat_id: ENDED },
	'chat.endMany': {},
	'chat.get': { chat_id: ENDED },
	'chat.getAll': {},
	'chat.rerunAnalysis': { chat_id: ENDED },
	'chat.sendMessage': { chat_id: ENDED, text: 'Where is my order 4711?' },
	'chat.update': { chat_id: ENDED, ticket: 7 },
	'chatAgent.create': { engine: { type: 'retell-llm', llm_id: 'llm_schema', version: 0 }, name: 'Bo' },
	'chatAgent.createVersion': { agent_id: DEMO_AGENTS.support },
	'chatAgent.delete': { agent_id: DEMO_AGENTS.support },
	'chatAgent.deleteVersion': { agent_id: DEMO_AGENTS.support, version: 0 },
	'chatAgent.get': { agent_id: DEMO_AGENTS.support },
	'chatAgent.getAll': {},
	'chatAgent.getVersions': { agent_id: DEMO_AGENTS.support },
	'chatAgent.publish': { agent_id: DEMO_AGENTS.support, title: 'Two' },
	'chatAgent.update': { agent_id: DEMO_AGENTS.support, name: 'Bo' },
	'phoneNumber.get': { number: DEMO_NUMBERS.reminders },
	'phoneNumber.getAll': {},
	'phoneNumber.updateSms': {
		number: DEMO_NUMBERS.support,
		agent_id: DEMO_AGENTS.support,
		other_id: DEMO_AGENTS.reminders,
		nickname: 'Texts',
	},
};

const PARAMETERS: Partial<Record<OperationName, INodeParameters>> = {
	'chat.sendMessage': { options: { ifEnded: 'startNew' } },
	// Several languages would come as a list.
	'chatAgent.create': { additionalFields: { languages: ['en-GB'] } },
};

/**
 * Fields that come only when others change the agent, too, or when Retell keeps other attributes than asked:
 * `lostChanges.test.ts` and `updateChat.test.ts` make each of them come.
 */
const SOMETIMES: Record<string, string[]> = {
	'chat.update': ['attributes_altered', 'attributes_not_removed'],
	'chatAgent.publish': ['base_version', 'replaced_by_version', 'versions_not_included'],
	'chatAgent.update': ['base_version', 'drafts_left', 'replaced_by_version', 'versions_not_included'],
};

test.each(OPERATIONS)('%s', async (operation) => {
	const { store } = world.sandbox;
	store.addChat({
		chat_id: ENDED,
		agent_id: DEMO_AGENTS.support,
		end_timestamp: Date.now() - 60_000,
		messages: [
			{ role: 'agent', content: 'Hello' },
			{ role: 'tool_call_invocation', name: 'find', tool_call_id: 't', arguments: '{}' },
			{ role: 'tool_call_result', tool_call_id: 't', content: '{}', successful: true },
		],
	});
	store.addChat({ chat_id: 'chat_ongoing', agent_id: DEMO_AGENTS.support });

	store.addLlm({ llm_id: 'llm_schema' });

	const { json, error } = await world.run(operation, { input: [INPUT[operation]], parameters: PARAMETERS[operation] });
	expect(error).toBeUndefined();
	expect(json.length).toBeGreaterThan(0);
	for (const item of json) expectToMatch(item, schemaOf(operation), operation);
});

function schemaOf(operation: OperationName): Schema {
	const [resource = '', name = ''] = operation.split('.');
	const folder = join('nodes', 'RetellChat', '__schema__', 'v1.0.0');
	return JSON.parse(readFileSync(join(folder, resource, `${name}.json`), 'utf8')) as Schema;
}

function expectToMatch(value: unknown, schema: Schema, path: string): void {
	if (value === null) return;
	expect({ path, type: Array.isArray(value) ? 'array' : typeof value }).toEqual({ path, type: schema.type });
	if (Array.isArray(value) && schema.items) {
		for (const entry of value) expectToMatch(entry, schema.items, `${path}[]`);
	}
	const { properties = {} } = schema;
	// An object without declared properties holds a person's own data.
	if (Array.isArray(value) || typeof value !== 'object' || Object.keys(properties).length === 0) return;
	const declared = Object.keys(properties).sort();
	const sometimes = SOMETIMES[path] ?? [];
	expect(declared).toEqual(expect.arrayContaining(sometimes));
	expect({ path, keys: Object.keys(value).sort() }).toEqual({
		path,
		keys: declared.filter((key) => !sometimes.includes(key)),
	});
	for (const [key, entry] of Object.entries(value)) {
		const property = properties[key];
		if (property) expectToMatch(entry, property, `${path}.${key}`);
	}
}
