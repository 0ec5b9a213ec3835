// A value that is missing is left out of what is sent, by whichever operation; an empty text is a value.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS, DEMO_NUMBERS } from '../../../tools/sandbox/index.ts';
import { assignments, locator, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
const NAMES = ['missing', 'nothing', 'empty', 'zero', 'no'] as const;
const ITEM = {
	chat_id: 'chat_1',
	agent_id: DEMO_AGENTS.support,
	text: 'hi',
	nothing: null,
	empty: '',
	zero: 0,
	no: false,
};
const ROWS = assignments(
	...NAMES.map((name): [string, string, string] => [name, `={{ $json.${name} }}`, 'string']),
	['count', '={{ $json.missing }}', 'number'],
	['blank', '', 'number'],
	['flag', '={{ $json.nothing }}', 'boolean'],
	['data', '={{ $json.missing }}', 'object'],
	['list', '={{ $json.nothing }}', 'array'],
);
const OBJECT = '={{ { missing: $json.missing, nothing: null, empty: $json.empty, zero: $json.zero, no: $json.no } }}';
const TEXTS = { empty: '', zero: '0', no: 'false' };
const DATA = { empty: '', zero: 0, no: false };

const SESSION = { conversation: 'session', agentId: locator(DEMO_AGENTS.support), sessionKey: 'Ada' };
const SMS = { fromNumber: locator(DEMO_NUMBERS.reminders, 'number'), toNumber: '+14155550123' };
const NUMBERS = { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550123' };

/** Operation, its collection, other parameters, names of variables in the request, metadata that it adds. */
type Writer = [OperationName, string, INodeParameters, string, object];
const WRITERS: Writer[] = [
	['chat.create', 'additionalFields', {}, 'retell_llm_dynamic_variables', {}],
	['chat.sendMessage', 'additionalFields', SESSION, 'retell_llm_dynamic_variables', { session_key: 'Ada' }],
	['chat.createSms', 'additionalFields', SMS, 'retell_llm_dynamic_variables', NUMBERS],
	['chat.update', 'updateFields', {}, 'override_dynamic_variables', {}],
];

const PATH = /^\/(create-chat|create-sms-chat|update-chat\/chat_1)$/;
const written = () =>
	world.sandbox.requests.filter(({ path }) => PATH.test(path)).map(({ body }) => body as Record<string, unknown>);

beforeEach(() => {
	world.sandbox.store.addChat({ chat_id: 'chat_1' });
});

describe.each(WRITERS)('%s', (operation, collection, more, variables, added) => {
	const write = async (values: INodeParameters[string]) => {
		const fields = { dynamicVariables: values, metadata: values };
		const { error } = await world.run(operation, { input: [ITEM], parameters: { ...more, [collection]: fields } });
		return { error, body: written()[0] };
	};

	test('leaves out what its rows have no value for', async () => {
		const { error, body } = await write(ROWS);
		expect(error).toBeUndefined();
		expect(body?.[variables]).toStrictEqual(TEXTS);
		expect(body?.metadata).toStrictEqual({ ...added, ...TEXTS });
	});

	test('leaves out what the object of an expression has no value for', async () => {
		const { body } = await write(OBJECT);
		expect(body?.[variables]).toStrictEqual(TEXTS);
		expect(body?.metadata).toStrictEqual({ ...added, ...DATA });
	});

	test('sends nothing where there is no value at all', async () => {
		const { error, body } = await write(operation === 'chat.update' ? '={{ { a: undefined } }}' : '={{ { a: null } }}');
		expect(error?.message).toBe(operation === 'chat.update' ? '"Update Fields" is empty' : undefined);
		expect(body?.[variables]).toBeUndefined();
		expect(body?.metadata).toEqual(Object.keys(added).length > 0 ? added : undefined);
	});
});

test("the agent's default holds for a variable without a value", async () => {
	const { sandbox, run } = world;
	const { agent_id } = sandbox.store.addAgent({
		reply: (_, { retell_llm_dynamic_variables: { name = 'there' } = {} }) => [
			{ role: 'agent', content: `Hello ${name}!` },
		],
	});
	const { json } = await run('chat.sendMessage', {
		input: [{ key: 'a', name: 'Bo' }, { key: 'b' }, { key: 'c', name: null }, { key: 'd', name: '' }],
		parameters: {
			...SESSION,
			agentId: locator(agent_id),
			sessionKey: '={{ $json.key }}',
			message: 'hi',
			additionalFields: { dynamicVariables: assignments(['name', '={{ $json.name }}']) },
		},
	});
	expect(json.map(({ reply }) => reply)).toEqual(['Hello Bo!', 'Hello there!', 'Hello there!', 'Hello !']);
});

test('a chat that follows another gets no empty variables for those that Retell shows as null', async () => {
	const { chat_id } = world.sandbox.store.addChat({ chat_status: 'ended', agent_id: DEMO_AGENTS.support });
	const retell_llm_dynamic_variables = { name: null, plan: '', order: 7 };
	world.rewrite('/get-chat', (chat: object) => ({ ...chat, retell_llm_dynamic_variables }));
	await world.run('chat.sendMessage', {
		input: [{ chat_id, text: 'hi' }],
		parameters: { options: { ifEnded: 'startNew' } },
	});
	expect(written()).toMatchObject([{ retell_llm_dynamic_variables: { plan: '', order: '7' } }]);
	expect(written()[0]?.retell_llm_dynamic_variables).not.toHaveProperty('name');
});
