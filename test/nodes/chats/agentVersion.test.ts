// Which version of its agent a new chat uses.
import type { INodeParameters } from 'n8n-workflow';

import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';
import { DEMO_AGENTS, DEMO_NUMBERS } from '../../../tools/sandbox/index.ts';
import { loadOptionsContext } from '../../host/run.ts';
import { credentialFor, locator, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
const DRAFT = 'agent_draft';

const input = [
	{ agent_id: DEMO_AGENTS.support, from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Ada', text: 'hi' },
];
const SESSION = { conversation: 'session', agentId: locator('={{ $json.agent_id }}'), sessionKey: '={{ $json.name }}' };
const OTHER_AGENT = { additionalFields: { agentId: locator('={{ $json.agent_id }}') } };

/** Each operation that starts chats with an agent that a person selects. */
const STARTS: Array<[OperationName, INodeParameters]> = [
	['chat.create', { additionalFields: {} }],
	['chat.createSms', OTHER_AGENT],
	['chat.sendMessage', SESSION],
];

/** The version that Retell is asked for. */
async function asked(operation: OperationName, parameters: INodeParameters) {
	const { error } = await world.run(operation, { input, parameters });
	expect(error).toBeUndefined();
	const body = world.sandbox.requests.find(({ path }) => /^\/create-(sms-)?chat$/.test(path))?.body;
	const { agent_version, override_agent_version } = body as Record<string, unknown>;
	return agent_version ?? override_agent_version;
}

describe.each(STARTS)('%s', (operation, parameters) => {
	test('a new node uses the latest published version, not the draft after it', async () => {
		expect(await asked(operation, parameters)).toBe('latest_published');
		expect(world.sandbox.store.chats().at(-1)?.version).toBe(1);
	});

	test.each([
		[{ agentVersion: 'latest' }, 'latest'],
		[{ agentVersion: 'specific', specificVersion: locator('0', 'list') }, 0],
		[{ agentVersion: 'specific', specificVersion: locator('={{ 0 }}') }, 0],
		[{ agentVersion: 'specific', specificVersion: locator(' prod ') }, 'prod'],
	])('%j asks for %p', async (choice, version) => {
		expect(await asked(operation, { ...parameters, ...choice })).toBe(version);
	});

	test.each([
		[{ agentVersion: 'lastest_published' }, '"Agent Version" has no option lastest_published'],
		[{ agentVersion: 'specific', specificVersion: locator('v3') }, '"Version" must be a version of an agent, not v3'],
		[{ agentVersion: 'specific', specificVersion: locator('={{ $json.nothing }}') }, '"Version" is empty'],
	])('%j is refused before any request', async (choice, message) => {
		const { error } = await world.run(operation, { input, parameters: { ...parameters, ...choice } });
		expect(error?.message).toBe(message);
		expect(world.sandbox.requests).toHaveLength(0);
	});

	test.each([
		['0', 0],
		['', 'latest_published'],
	])(
		'a version that was stored under Additional Fields counts, a blank one does not: %j',
		async (agentVersion, version) => {
			const additionalFields = { ...(parameters.additionalFields as INodeParameters), agentVersion };
			expect(await asked(operation, { ...parameters, additionalFields })).toBe(version);
		},
	);

	const draft = [{ ...input[0], agent_id: DRAFT }];

	test.each([undefined, 404])(
		'an agent without a published version is told as that (refused by %p)',
		async (status) => {
			world.sandbox.store.addAgent({ agent_id: DRAFT, versions: [{}] });
			const start = operation === 'chat.createSms' ? '/create-sms-chat' : '/create-chat';
			if (status) world.refuse(start, status);
			const { error } = await world.run(operation, { input: draft, parameters });
			expect(error?.message).toBe(`The agent "${DRAFT}" has no published version`);
			expect(error?.description).toBe(
				'Publish it, or set "Agent Version" to "Latest, Including Drafts" to chat with the draft.',
			);
			const latest = await world.run(operation, {
				input: draft,
				parameters: { ...parameters, agentVersion: 'latest' },
			});
			expect(latest.error?.message).toBe(status && `The agent "${DRAFT}" wasn't found`);
		},
	);

	test('an agent that Retell does not have is told as that', async () => {
		const { error } = await world.run(operation, { input: draft, parameters });
		expect(error?.message).toBe(`The agent "${DRAFT}" wasn't found`);
	});
});

test('the version that a number has of its own agent is left to Retell', async () => {
	expect(await asked('chat.createSms', {})).toBeUndefined();
	world.sandbox.reset();
	expect(await asked('chat.createSms', { agentVersion: 'latest' })).toBe('latest');
});

describe('an SMS chat of which Retell does not find something, with an agent', () => {
	const number = '+14155559999';
	const start = (from: string, status: number, message: string) => {
		world.refuse('/create-sms-chat', status, { message });
		return world.run('chat.createSms', { input: [{ ...input[0], from }], parameters: OTHER_AGENT });
	};

	test.each([
		[404, `Item ${number} not found from phone-number`],
		[422, 'Cannot find requested asset under given api key.'],
	] as const)('the number is named where it is the number (%i)', async (status, message) => {
		world.sandbox.quirks.unknownId = status;
		const { error } = await start(number, status, message);
		expect(error?.message).toBe(`The from number "${number}" wasn't found`);
		expect(error?.description).toContain('Check "From Number"');
		expect(error?.description).toContain(`Retell says: "${message}"`);
	});

	test.each([undefined, 503])('the agent is named where it is not (the number: %p)', async (status) => {
		if (status) world.refuse('/get-phone-number', status);
		const { error } = await start(DEMO_NUMBERS.reminders, 404, 'Item agent_x not found from agent');
		expect(error?.message).toBe(`The agent "${DEMO_AGENTS.support}" wasn't found`);
		expect(world.requestsTo('/create-sms-chat')).toHaveLength(1);
	});
});

test('sessions of one agent without a published version ask once', async () => {
	world.sandbox.store.addAgent({ agent_id: DRAFT, versions: [{}] });
	const people = Array.from({ length: 8 }, (_, n) => ({ ...input[0], agent_id: DRAFT, name: `person ${n}` }));
	const { error } = await world.run('chat.sendMessage', { input: people, parameters: SESSION });
	expect(error?.message).toBe(`The agent "${DRAFT}" has no published version`);
	const calls = ['/create-chat', '/list-agent-versions', '/create-chat-completion'];
	expect(calls.map((path) => world.requestsTo(path).length)).toEqual([1, 1, 0]);
});

describe('the list of versions', () => {
	const search = (parameters: INodeParameters, filter?: string) =>
		new RetellChat().methods.listSearch.searchAgentVersions.call(
			loadOptionsContext(credentialFor(world.sandbox), parameters),
			filter,
		);

	test('the newest first, with state, title and day', async () => {
		const { results } = await search({ agentId: locator(DEMO_AGENTS.support, 'list') });
		expect(results.map(({ value }) => value)).toEqual(['2', '1', '0']);
		expect(results[0]?.name).toMatch(/^Version 2 · Draft · Draft · \d{4}-\d\d-\d\d$/);
		expect(results[1]?.name).toMatch(/^Version 1 · Published · With order lookup · \d{4}-\d\d-\d\d$/);
	});

	test('its search looks at all that it shows', async () => {
		const { results } = await search({ agentId: locator(DEMO_AGENTS.support) }, ' ORDER ');
		expect(results.map(({ value }) => value)).toEqual(['1']);
	});

	test.each<[string, INodeParameters]>([
		[
			'an added agent',
			{ fromNumber: locator(DEMO_NUMBERS.reminders), additionalFields: { agentId: locator(DEMO_AGENTS.support) } },
		],
		['the only agent of the number', { fromNumber: locator('+14155550999', 'number'), additionalFields: {} }],
	])('of an SMS chat: %s', async (_name, parameters) => {
		world.sandbox.store.addPhoneNumber({
			phone_number: '+14155550999',
			outbound_sms_agents: [{ agent_id: DEMO_AGENTS.support, weight: 1 }],
		});
		const { results } = await search(parameters);
		expect(results).toHaveLength(3);
	});

	test('is asked for anew with each field that its agent can stand in', () => {
		const pickers = new RetellChat().description.properties.filter(({ name }) => name === 'specificVersion');
		const fields = pickers.map(({ displayOptions, typeOptions }) => [
			displayOptions?.show?.operation?.[0],
			typeOptions?.loadOptionsDependsOn,
		]);
		expect(fields).toEqual([
			['create', ['agentId.value']],
			['createSms', ['fromNumber.value', 'additionalFields.agentId.value']],
			['sendMessage', ['agentId.value']],
		]);
	});

	test.each<[string, INodeParameters, RegExp]>([
		['no agent', { agentId: locator('') }, /^Select the agent first\./],
		['an expression', { agentId: locator('={{ $json.agent_id }}') }, /^Select the agent first\./],
		['a number with two agents', { fromNumber: locator('+14155550998', 'number') }, /^Add "Agent" under/],
	])('%s: says what to select', async (_name, parameters, advice) => {
		const both = [DEMO_AGENTS.support, DEMO_AGENTS.orderDesk];
		world.sandbox.store.addPhoneNumber({
			phone_number: '+14155550998',
			outbound_sms_agents: both.map((agent_id) => ({ agent_id, weight: 0.5 })),
		});
		await expect(search(parameters)).rejects.toMatchObject({
			message: 'No agent is selected',
			description: expect.stringMatching(advice) as string,
		});
	});
});
