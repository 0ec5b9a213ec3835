// For every call, the node's request is the one that Retell's own SDK makes.
import Retell from 'retell-sdk';

import {
	DEMO_AGENTS,
	DEMO_NUMBERS,
	startSandbox,
	type RecordedRequest,
	type Sandbox,
} from '../../tools/sandbox/index.ts';
import { runWorkflow } from './engine.ts';
import { assignments, credentialFor, locator, OPERATIONS, workflowOf } from './fixtures.ts';

let sandbox: Sandbox;
let retell: Retell;
beforeAll(async () => {
	sandbox = await startSandbox();
	retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const CHAT = 'chat_wire identity/?#%é';

const FLOW = 'conversation_flow_81c573b2e490';

interface Case {
	input: object;
	sdk: () => Promise<unknown>;
	/** Requests that this takes, if it is not one. */
	requests?: number;
}

const CASES: Record<(typeof OPERATIONS)[number], Case> = {
	'chat.create': {
		input: { agent_id: DEMO_AGENTS.support, name: 'Åsa' },
		sdk: () =>
			retell.chat.create({
				agent_id: DEMO_AGENTS.support,
				agent_version: 'latest_published',
				metadata: { customer: 'Åsa', orders: 3, tags: ['a', 'b'] },
				retell_llm_dynamic_variables: { customer_name: 'Åsa', order_count: '3', vip: 'true' },
			}),
	},
	'chat.createSms': {
		input: { from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Åsa' },
		sdk: () =>
			retell.chat.createSMSChat({
				from_number: DEMO_NUMBERS.reminders,
				to_number: '+14155550123',
				metadata: { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550123', customer: 'Åsa' },
				retell_llm_dynamic_variables: { customer_name: 'Åsa' },
			}),
	},
	'chat.delete': { input: { chat_id: CHAT }, sdk: () => retell.chat.delete(CHAT) },
	'chat.deleteMany': {
		input: {},
		requests: 2,
		sdk: async () => {
			const { items } = await retell.chat.list({
				filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['ended'] } },
				sort_order: 'ascending',
				limit: 50,
			});
			for (const { chat_id } of items) await retell.chat.delete(chat_id);
		},
	},
	'chat.end': { input: { chat_id: CHAT }, sdk: () => retell.chat.end(CHAT) },
	'chat.endMany': {
		input: {},
		requests: 2,
		sdk: async () => {
			const { items } = await retell.chat.list({
				filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['ongoing'] } },
				sort_order: 'ascending',
				limit: 50,
			});
			for (const { chat_id } of items) await retell.chat.end(chat_id);
		},
	},
	'chat.get': { input: { chat_id: CHAT }, sdk: () => retell.chat.retrieve(CHAT) },
	'chat.getAll': {
		input: {},
		sdk: () => retell.chat.list({ sort_order: 'descending', limit: 50 }),
	},
	'chat.rerunAnalysis': { input: { chat_id: CHAT }, sdk: () => retell.chat.rerunAnalysis(CHAT) },
	'chat.sendMessage': {
		input: { chat_id: CHAT, text: 'Grüße 👋' },
		sdk: () => retell.chat.createChatCompletion({ chat_id: CHAT, content: 'Grüße 👋' }),
	},
	'chat.update': {
		input: { chat_id: CHAT, ticket: 7 },
		requests: 2,
		sdk: async () => {
			await retell.chat.retrieve(CHAT);
			await retell.chat.update(CHAT, {
				custom_attributes: { priority: 'high', score: 4.5, open: false },
				data_storage_setting: 'everything',
				metadata: { ticket: 7 },
				override_dynamic_variables: { plan: '2' },
			});
		},
	},
	'chatAgent.create': {
		input: { engine: FLOW, name: 'Åsas agent' },
		sdk: () =>
			retell.chatAgent.create({
				response_engine: { type: 'conversation-flow', conversation_flow_id: FLOW },
				agent_name: 'Åsas agent',
				handbook_config: { ai_disclosure: true },
				webhook_timeout_ms: 5_000,
				post_chat_analysis_model: 'gpt-5-mini',
				timezone: 'Europe/Berlin',
				end_chat_after_silence_ms: 1_800_000,
				auto_close_message: 'Write again any time.',
				data_storage_retention_days: 90,
				data_storage_setting: 'everything_except_pii',
				language: ['de-DE', 'en-GB'],
				post_chat_analysis_data: [
					{
						type: 'string',
						name: 'order_number',
						description: 'The order that the chat is about',
						examples: ['A-4711', 'A-4712'],
						required: true,
					},
					{
						type: 'enum',
						name: 'topic',
						description: 'What the chat is about',
						choices: ['order', 'return', 'other'],
						required: false,
					},
					{ type: 'boolean', name: 'solved', description: 'Whether the request was solved', required: false },
					{ type: 'number', name: 'amount', description: 'The amount in question', required: false },
					{
						type: 'system-presets',
						name: 'chat_summary',
						description: 'One sentence for the shop',
						required: false,
					},
				],
				webhook_url: 'https://example.com/retell',
				webhook_events: ['chat_analyzed', 'transcript_updated'],
			}),
	},
	'chatAgent.createVersion': {
		input: { agent_id: DEMO_AGENTS.support },
		requests: 2,
		sdk: async () => {
			const { version = NaN } = await retell.chatAgent.retrieve(DEMO_AGENTS.support, { version: 'latest_published' });
			await retell.chatAgent.createVersion(DEMO_AGENTS.support, { base_version: version });
		},
	},
	'chatAgent.delete': {
		input: { agent_id: DEMO_AGENTS.support },
		sdk: () => retell.chatAgent.delete(DEMO_AGENTS.support),
	},
	'chatAgent.deleteVersion': {
		input: { agent_id: DEMO_AGENTS.support, version: 2 },
		sdk: () => retell.chatAgent.deleteVersion(DEMO_AGENTS.support, { version: 2 }),
	},
	'chatAgent.get': {
		input: { agent_id: DEMO_AGENTS.support },
		sdk: () => retell.chatAgent.retrieve(DEMO_AGENTS.support),
	},
	'chatAgent.getAll': {
		input: {},
		sdk: () =>
			retell.chatAgent.list({
				limit: 50,
				filter_criteria: { channel: { type: 'string', op: 'eq', value: 'chat' } },
			}),
	},
	'chatAgent.getVersions': {
		input: { agent_id: DEMO_AGENTS.support },
		requests: 2,
		sdk: async () => {
			await retell.agent.listVersions(DEMO_AGENTS.support, { limit: 50, sort_order: 'descending' });
			await retell.chatAgent.retrieve(DEMO_AGENTS.support, { version: 'latest_published' });
		},
	},
	'chatAgent.publish': {
		input: { agent_id: DEMO_AGENTS.support, title: 'Größer' },
		requests: 5,
		sdk: async () => {
			const { version = NaN } = await retell.chatAgent.retrieve(DEMO_AGENTS.support);
			await retell.agent.listVersions(DEMO_AGENTS.support, { limit: 50, sort_order: 'descending' });
			await retell.chatAgent.publish(DEMO_AGENTS.support, {
				version,
				version_title: 'Größer',
				version_description: 'Closes chats later',
			});
			await retell.chatAgent.retrieve(DEMO_AGENTS.support, { version });
			await retell.agent.listVersions(DEMO_AGENTS.support, { limit: 50, sort_order: 'descending' });
		},
	},
	'chatAgent.update': {
		input: { agent_id: DEMO_AGENTS.support, name: 'Support, later' },
		requests: 2,
		sdk: async () => {
			const { version } = await retell.chatAgent.retrieve(DEMO_AGENTS.support);
			await retell.chatAgent.update(DEMO_AGENTS.support, {
				version,
				agent_name: 'Support, later',
				end_chat_after_silence_ms: 5_400_000,
				webhook_url: null,
				data_storage_retention_days: null,
			});
		},
	},
	'phoneNumber.get': {
		input: { number: DEMO_NUMBERS.support },
		sdk: () => retell.phoneNumber.retrieve(DEMO_NUMBERS.support),
	},
	'phoneNumber.getAll': { input: {}, sdk: () => retell.phoneNumber.list({ limit: 50 }) },
	'phoneNumber.updateSms': {
		input: {
			number: DEMO_NUMBERS.support,
			agent_id: DEMO_AGENTS.support,
			other_id: DEMO_AGENTS.reminders,
			nickname: 'Texte',
		},
		sdk: () =>
			retell.phoneNumber.update(DEMO_NUMBERS.support, {
				inbound_sms_agents: [
					{ agent_id: DEMO_AGENTS.support, weight: 0.25 },
					{ agent_id: DEMO_AGENTS.reminders, weight: 0.75 },
				],
				outbound_sms_agents: [{ agent_id: DEMO_AGENTS.support, weight: 1 }],
				nickname: 'Texte',
				inbound_sms_webhook_url: null,
			}),
	},
};

test.each(OPERATIONS)('%s sends what the SDK sends', async (operation) => {
	const { input, sdk, requests = 1 } = CASES[operation];

	const bySdk = await requestsOf(sdk);
	const byNode = await requestsOf(async () => {
		const { error } = await runWorkflow(workflowOf(operation), {
			credential: credentialFor(sandbox),
			input: [input],
		});
		expect(error).toBeUndefined();
	});

	expect(bySdk).toHaveLength(requests);
	expect(bySdk.map(({ status }) => status).filter((status) => status === null || status >= 300)).toEqual([]);
	expect(byNode).toEqual(bySdk);
});

// n8n's HTTP client leaves some of them out of objects.
test('names that every object has arrive as any other', async () => {
	const names = ['__proto__', 'constructor', 'prototype', 'toString', 'order'];
	const metadata = assignments(...names.map((name): [string, string] => [name, 'x']));
	const { error } = await runWorkflow(workflowOf('chat.create'), {
		credential: credentialFor(sandbox),
		parameters: { agentId: locator(DEMO_AGENTS.support), additionalFields: { metadata } },
	});
	expect(error).toBeUndefined();
	expect(sandbox.requests[0]?.rawBody).toContain(
		'"metadata":{"__proto__":"x","constructor":"x","prototype":"x","toString":"x","order":"x"}',
	);
});

test('Get Many by chat IDs', async () => {
	const ids = [CHAT, 'chat_2'];
	const node = await requestsOf(() =>
		runWorkflow(workflowOf('chat.getAll'), {
			credential: credentialFor(sandbox),
			input: [{ ids }],
			parameters: { filters: { chatIds: '={{ $json.ids }}' } },
		}),
	);
	const sdk = await requestsOf(() =>
		retell.chat.list({
			filter_criteria: { chat_id: { type: 'enum', op: 'in', value: ids } },
			sort_order: 'descending',
			limit: 50,
		}),
	);
	expect(node).toHaveLength(1);
	expect(node).toEqual(sdk);
});

/** What was sent meanwhile, with a chat to work on, in a state that the call accepts. */
async function requestsOf(send: () => Promise<unknown>) {
	sandbox.reset();
	for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
	const ended = /rerun|delete/.test(expect.getState().currentTestName ?? '');
	sandbox.store.addChat({ chat_id: CHAT, agent_id: DEMO_AGENTS.support, ...(ended && { end_timestamp: Date.now() }) });
	await send();
	return sandbox.requests.map(wireOf);
}

function wireOf({ method, path, query, body, rawBody, headers, status }: RecordedRequest) {
	return {
		method,
		path: decodeURIComponent(path),
		query,
		body,
		empty: rawBody === '',
		type: headers['content-type'],
		authorization: headers.authorization,
		status,
	};
}
