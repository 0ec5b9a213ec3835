import assert from 'node:assert/strict';

import { agent } from './answers.ts';
import { defineOperation } from './record.ts';
import { fromModel, locator, pickedByModel } from './values.ts';

const FLOW = 'conversation_flow_81c573b2e490';
/** What the analysis is to find, as far as panel and SDK say it alike. */
const ORDER = { type: 'string', name: 'order_number', description: 'The order in question', required: true } as const;
const TOPIC = { type: 'enum', name: 'topic', description: 'What the chat is about', required: false } as const;
const OTHERS = [
	{ type: 'boolean', name: 'solved', description: 'Whether the request was solved', required: false } as const,
	{ type: 'number', name: 'amount', description: 'The amount in question', required: false } as const,
];
const PRESET = { type: 'system-presets', description: 'One sentence for the shop' } as const;

export default defineOperation({
	title: 'Create an agent',
	parameters: {
		responseEngine: locator('={{ $json.engine }}'),
		agentName: '={{ $json.name }}',
		additionalFields: {
			autoCloseMinutes: 30,
			autoCloseMessage: 'Write again any time.',
			retentionDays: 90,
			dataStorage: 'everything_except_pii',
			languages: ['de-DE', 'en-GB'],
			analysisFields: {
				fields: [
					{ ...ORDER, examples: 'A-4711, A-4712' },
					{ ...TOPIC, choices: 'order, return, other' },
					...OTHERS,
					// With the defaults that n8n stores in each row: none of them makes the summary optional.
					{ ...PRESET, preset: 'chat_summary', required: false, optional: false },
				],
			},
			otherSettings: '{ "handbook_config": { "ai_disclosure": true }, "webhook_timeout_ms": 5000 }',
			analysisModel: 'gpt-5-mini',
			timezone: 'Europe/Berlin',
			webhookUrl: 'https://example.com/retell',
			webhookEvents: ['chat_analyzed', 'transcript_updated'],
		},
	},
	prepare: () => ({ engine: FLOW, name: 'Åsas agent' }),
	sdk: (retell, { engine, name }) =>
		retell.chatAgent.create({
			response_engine: { type: 'conversation-flow', conversation_flow_id: engine },
			agent_name: name,
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
				{ ...ORDER, examples: ['A-4711', 'A-4712'] },
				{ ...TOPIC, choices: ['order', 'return', 'other'] },
				...OTHERS,
				{ ...PRESET, name: 'chat_summary' },
			],
			webhook_url: 'https://example.com/retell',
			webhook_events: ['chat_analyzed', 'transcript_updated'],
		}),
	check: ([created], { store }, { name }) => {
		expect(created).toMatchObject({ agent_name: name, version: 0, is_published: false, auto_close_minutes: 30 });
		const versions = store.agent(created?.agent_id ?? '')?.versions;
		expect(versions).toMatchObject([{ response_engine: { conversation_flow_id: FLOW }, language: ['de-DE', 'en-GB'] }]);
		expect(versions?.[0]?.post_chat_analysis_data).toHaveLength(5);
	},
	calls: { 'POST /create-chat-agent': agent(201) },
	yields: 'one',
	schema: {
		// Several languages would come as a list.
		parameters: { additionalFields: { languages: ['en-GB'] } },
		prepare: ({ store }) => {
			store.addLlm({ llm_id: 'llm_schema' });
			return { engine: { type: 'retell-llm', llm_id: 'llm_schema', version: 0 }, name: 'Bo' };
		},
	},
	tool: { responseEngine: pickedByModel('Response Engine'), agentName: fromModel('Agent Name') },
	holds: ({ rows: [row], sandbox }) => {
		assert.deepEqual([row?.version, row?.is_published], [0, false]);
		assert.ok(sandbox.store.agent(String(row?.agent_id)));
	},
});
