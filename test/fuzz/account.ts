// A small account in the sandbox, and what must be true of it when an operation says that it succeeded.
import fc from 'fast-check';
import assert from 'node:assert';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import type { Known } from './parameters.ts';

export const AGENT = 'agent_fuzz';
export const ONGOING = 'chat_ongoing';
export const ENDED = 'chat_ended';
export const NUMBER = '+14155550142';
export const CONTACT = 'contact_1';
export const TEST_CASE = 'test_case_1';
export const LLM = 'llm_fuzz';
/** Who answers the number's calls. */
export const CALLS = [{ agent_id: 'agent_voice', weight: 1 }];

/** For the tests of a file: gives a sandbox with this account, as new each time. */
export function useAccount(apiKey: string): () => Sandbox {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ seed: 'empty', apiKey, newKeys: true, analysisDelayMs: null });
	});
	afterAll(() => sandbox.close());
	return () => {
		sandbox.reset();
		fill(sandbox);
		return sandbox;
	};
}

function fill({ store }: Sandbox): void {
	store.addAgent({ agent_id: AGENT, agent_name: 'Fuzz' });
	store.addLlm({ llm_id: LLM });
	store.addTestCase({ test_case_definition_id: TEST_CASE, response_engine: engineOf(store), takesMs: 0 });
	store.addPhoneNumber({
		phone_number: NUMBER,
		inbound_agents: CALLS,
		outbound_sms_agents: [{ agent_id: AGENT, weight: 1 }],
	});
	store.configureCrm({
		custom_fields: [
			{ name: 'plan', type: 'enum', options: ['free', 'pro'] },
			{ name: 'orders', type: 'number' },
		],
	});
	store.addContact({ contact_id: CONTACT, phone_number: NUMBER, first_name: 'Fuzz', tags: ['customer'] });
	store.addChat({ chat_id: ONGOING, agent_id: AGENT });
	store.addChat({ chat_id: ENDED, agent_id: AGENT, chat_status: 'ended', end_timestamp: Date.now() });
}

function engineOf(store: Sandbox['store']) {
	const engine = store.agent(AGENT)?.versions[0]?.response_engine;
	if (engine?.type !== 'retell-llm') throw new Error('The agent has another engine');
	return engine;
}

type Row = Record<string, unknown>;

/** What was filled in arrives whole: each name of an assignment, and no value that nobody filled in. */
export function checkSettings(fields: unknown, body: unknown, variables: string): void {
	const { metadata, dynamicVariables, customAttributes } = isRow(fields) ? fields : {};
	const sent = isRow(body) ? body : undefined;
	// A chat that there is gets an empty object where a person clears it.
	if (variables === 'retell_llm_dynamic_variables')
		for (const name of ['metadata', variables])
			assert.notDeepEqual(sent?.[name], {}, 'Nothing was sent, and not left out');
	checkAssignments(metadata, sent?.metadata);
	checkAssignments(dynamicVariables, sent?.[variables]);
	checkAssignments(customAttributes, sent?.custom_attributes);
}

export function checkAssignments(filled: unknown, sent: unknown): void {
	if (filled instanceof Date) assert.equal(sent, undefined, 'A date was taken for an object');
	// Of two rows with one name, the last counts.
	for (const [name, row] of new Map(rowsOf(filled))) {
		if (name !== '')
			assert.equal(
				isRow(sent) && Object.hasOwn(sent, name),
				hasValue(row),
				`The value "${name}" did not arrive, or nothing did`,
			);
	}
	for (const [name, value] of Object.entries(isRow(sent) ? sent : {})) {
		const leftover =
			typeof value === 'string' && value.includes('[object ') && !JSON.stringify(filled).includes('[object ');
		assert.ok(!leftover, `A leftover was sent as "${name}": ${String(value)}`);
	}
}

/** What is filled in by name: rows of the editor, or an object that an expression gave. */
function rowsOf(filled: unknown): Array<[name: string, row: Row]> {
	if (!isRow(filled)) return [];
	const { assignments, ...others } = filled;
	if (Array.isArray(assignments) && Object.keys(others).length === 0)
		return assignments.filter((row) => isRow(row)).map((row) => [String(row.name).trim(), row]);
	if (Object.getPrototypeOf(filled) !== Object.prototype) return [];
	return Object.entries(filled).map(([name, value]) => [name, { value, type: 'string' }]);
}

/** Nothing is left out; where no text is wanted, a blank one is nothing. */
function hasValue({ value, type }: Row): boolean {
	if (value === undefined || value === null) return false;
	return type === 'string' || typeof value !== 'string' || value.trim() !== '';
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const id = (value: string) => ({ __rl: true, mode: 'id', value });
const number = { __rl: true, mode: 'number', value: NUMBER };

/** Who answers a number's text messages. */
const smsAgents = fc.constantFrom(
	{ agents: [{ agentId: AGENT, weight: 1 }] },
	{ agents: ['1', '0'].map((agentVersion) => ({ agentId: AGENT, weight: 0.5, agentVersion })) },
);

/** Good values by the names of parameters, beside those that a test has of its own. */
export const GOOD_VALUES: Known = {
	chatId: fc.constantFrom(id(ONGOING), id(ONGOING), id(ENDED)),
	agentId: fc.constant(id(AGENT)),
	agentIds: fc.constantFrom<string[]>([], [AGENT]),
	agentVersion: fc.constantFrom('latest', 'latest_published', 'specific'),
	specificVersion: fc.constantFrom(id('0'), id('latest'), id('')),
	fromNumber: fc.constant(number),
	responseEngine: fc.constant(id(LLM)),
	agentName: fc.constantFrom('Desk', 'Shop'),
	autoCloseMinutes: fc.integer({ min: 2, max: 4320 }),
	retentionDays: fc.integer({ min: 1, max: 730 }),
	webhookUrl: fc.constant('https://example.com/x'),
	otherSettings: fc.constantFrom('{}', '{ "webhook_timeout_ms": 5000 }'),
	timezone: fc.constantFrom('UTC', 'Asia/Tokyo'),
	inboundSmsWebhookUrl: fc.constant('https://example.com/y'),
	baseVersion: fc.constantFrom('', 'latest', '0'),
	inboundSmsAgents: smsAgents,
	outboundSmsAgents: smsAgents,
	weight: fc.constant(1),
	phoneNumber: fc.constantFrom(NUMBER, number),
	contactId: fc.constantFrom(id(CONTACT), number),
	types: fc.constantFrom([], ['chat']),
	name: fc.oneof(fc.constantFrom('plan', 'orders'), fc.string({ maxLength: 8 })),
	testCaseIds: fc.constantFrom([], [TEST_CASE]),
	messages: fc.constantFrom<unknown>('hello', [{ role: 'user', content: 'hello' }]),
	arguments: fc.constantFrom('{}', '{ "order": "4711" }'),
	toolName: fc.constantFrom('lookup_order', 'cancel'),
	toNumber: fc.constant('+14155550123'),
	version: fc.constantFrom('', 'latest', '0'),
	key: fc.constantFrom('order', 'score'),
	value: fc.constantFrom<unknown>('1', 2),
};
