// A small account in the sandbox, and what must be true of it when an operation says that it succeeded.
import fc from 'fast-check';
import assert from 'node:assert';

import type { Sandbox } from '../../tools/sandbox/index.ts';
import type { Known, Parameters } from './parameters.ts';

export const AGENT = 'agent_fuzz';
export const ONGOING = 'chat_ongoing';
export const ENDED = 'chat_ended';
export const NUMBER = '+14155550142';
export const LLM = 'llm_fuzz';
const CALLS = [{ agent_id: 'agent_voice', weight: 1 }];

export function fillSandbox({ store }: Sandbox): void {
	store.addAgent({ agent_id: AGENT, agent_name: 'Fuzz' });
	store.addLlm({ llm_id: LLM });
	store.addPhoneNumber({
		phone_number: NUMBER,
		inbound_agents: CALLS,
		outbound_sms_agents: [{ agent_id: AGENT, weight: 1 }],
	});
	store.addChat({ chat_id: ONGOING, agent_id: AGENT });
	store.addChat({ chat_id: ENDED, agent_id: AGENT, chat_status: 'ended', end_timestamp: Date.now() });
}

type Row = Record<string, unknown>;

/** Throws unless the account shows what the rows say. */
export function checkSuccess(
	operation: string,
	parameters: Parameters,
	rows: Row[],
	{ store, requests }: Sandbox,
): void {
	const [row] = rows;
	const chat = typeof row?.chat_id === 'string' ? store.getChat(row.chat_id) : undefined;
	const agents = new Set<unknown>(store.agents().map(({ agent_id }) => agent_id));
	const asked = requests.map(({ path, body }) => ({ path, body }));
	const sent = asked.at(0)?.body as Row | undefined;
	const updated = asked.find(({ path }) => path.startsWith('/update-chat'))?.body as Row | undefined;
	switch (operation) {
		case 'chat.create':
		case 'chat.createSms': {
			assert.equal(rows.length, 1);
			assert.equal(chat?.chat_type, operation === 'chat.create' ? 'api_chat' : 'sms_chat');
			checkSettings(parameters.additionalFields, sent, 'retell_llm_dynamic_variables');
			break;
		}
		case 'chat.delete':
			assert.equal(row?.deleted, true);
			assert.equal(chat, undefined);
			break;
		case 'chat.end':
			assert.deepEqual([row?.ended, chat?.chat_status], [true, 'ended']);
			assert.equal(row?.already_ended, row?.chat_id === ENDED);
			break;
		case 'chat.get':
		case 'chat.rerunAnalysis':
			assert.ok(chat);
			break;
		case 'chat.update':
			assert.ok(chat);
			checkSettings(parameters.updateFields, updated, 'override_dynamic_variables');
			break;
		case 'chat.sendMessage':
			assert.ok(chat);
			assert.ok(asked.some(({ path }) => path === '/create-chat-completion'));
			assert.ok(row && ('messages' in row || typeof row.chat_status === 'string'));
			break;
		case 'chat.deleteMany':
		case 'chat.endMany': {
			const done = operation === 'chat.deleteMany' ? 'deleted' : 'ended';
			for (const each of rows) {
				const now = store.getChat(String(each.chat_id));
				assert.equal(each.failure, null);
				if (each.preview === true) assert.equal(each[done], false);
				else assert.equal(now?.chat_status, operation === 'chat.deleteMany' ? undefined : 'ended');
			}
			if (rows.some((each) => each.preview === true) || rows.length === 0) {
				assert.equal(store.getChat(ONGOING)?.chat_status, 'ongoing');
				assert.ok(store.getChat(ENDED));
			}
			break;
		}
		case 'chatAgent.create':
			assert.deepEqual([row?.version, row?.is_published], [0, false]);
			assert.ok(agents.has(row?.agent_id));
			break;
		case 'chatAgent.delete':
			assert.deepEqual([row?.deleted, agents.has(AGENT)], [true, false]);
			break;
		case 'chatAgent.get':
		case 'chatAgent.createVersion':
		case 'chatAgent.publish':
		case 'chatAgent.update': {
			assert.deepEqual([rows.length, row?.agent_id], [1, AGENT]);
			const shown = store.agent(AGENT)?.versions.find(({ version }) => version === row?.version);
			assert.equal(row?.is_published, shown?.is_published);
			if (operation === 'chatAgent.publish') assert.equal(shown?.is_published, true);
			if (operation === 'chatAgent.createVersion') assert.equal(shown?.is_published, false);
			break;
		}
		case 'chatAgent.deleteVersion':
			assert.deepEqual([row?.agent_id, row?.deleted], [AGENT, true]);
			assert.ok(!store.agent(AGENT)?.versions.some(({ version }) => version === row?.version));
			break;
		case 'chatAgent.getVersions':
			assert.deepEqual(
				rows.map(({ version }) => version),
				store
					.agent(AGENT)
					?.versions.map(({ version }) => version)
					.reverse(),
			);
			break;
		case 'phoneNumber.get':
		case 'phoneNumber.getAll':
		case 'phoneNumber.updateSms':
			assert.deepEqual([rows.length, row?.phone_number], [1, NUMBER]);
			assert.deepEqual(store.phoneNumber(NUMBER)?.inbound_agents, CALLS);
			break;
		default:
			for (const each of rows) assert.ok(typeof each.chat_id === 'string' || each.agent_id === AGENT);
	}
}

/** What was filled in arrives whole: each name of an assignment, and no value that nobody filled in. */
function checkSettings(fields: unknown, sent: Row | undefined, variables: string): void {
	const { metadata, dynamicVariables, customAttributes } = isRow(fields) ? fields : {};
	checkAssignments(metadata, sent?.metadata);
	checkAssignments(dynamicVariables, sent?.[variables]);
	checkAssignments(customAttributes, sent?.custom_attributes);
}

export function checkAssignments(filled: unknown, sent: unknown): void {
	if (filled instanceof Date) assert.equal(sent, undefined, 'A date was taken for an object');
	if (!isRow(filled) || !Array.isArray(filled.assignments) || Object.keys(filled).length !== 1) return;
	// Of two rows with one name, the last counts.
	const rows = new Map(filled.assignments.filter((row) => isRow(row)).map((row) => [String(row.name).trim(), row]));
	for (const [name, row] of rows) {
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

/** Nothing is left out; where no text is wanted, a blank one is nothing. */
function hasValue({ value, type }: Row): boolean {
	if (value === undefined || value === null) return false;
	return type === 'string' || typeof value !== 'string' || value.trim() !== '';
}

function isRow(value: unknown): value is Row {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Good values by the names of parameters, beside those that a test has of its own. */
export const GOOD_VALUES: Known = {
	responseEngine: fc.constant({ __rl: true, mode: 'id', value: LLM }),
	agentName: fc.constantFrom('Desk', 'Shop'),
	autoCloseMinutes: fc.integer({ min: 2, max: 4320 }),
	retentionDays: fc.integer({ min: 1, max: 730 }),
	webhookUrl: fc.constant('https://example.com/x'),
	otherSettings: fc.constantFrom('{}', '{ "webhook_timeout_ms": 5000 }'),
	timezone: fc.constantFrom('UTC', 'Asia/Tokyo'),
	inboundSmsWebhookUrl: fc.constant('https://example.com/y'),
	baseVersion: fc.constantFrom('', 'latest', '0'),
	weight: fc.constant(1),
	toNumber: fc.constant('+14155550123'),
	version: fc.constantFrom('', 'latest', '0'),
	key: fc.constantFrom('order', 'score'),
};
