import assert from 'node:assert/strict';

import { checkSettings } from '../fuzz/account.ts';
import { chat, versions } from './answers.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, assignments, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Create a chat',
	parameters: {
		agentId: AGENT_ID,
		agentVersion: 'latest_published',
		additionalFields: {
			dynamicVariables: assignments(
				['customer_name', '={{ $json.name }}'],
				['order_count', 3, 'number'],
				['vip', true, 'boolean'],
			),
			metadata: assignments(['customer', '={{ $json.name }}'], ['orders', 3, 'number'], ['tags', '["a","b"]', 'array']),
		},
	},
	prepare: () => ({ agent_id: SUPPORT, name: 'Åsa' }),
	sdk: (retell, { agent_id, name }) =>
		retell.chat.create({
			agent_id,
			agent_version: 'latest_published',
			metadata: { customer: name, orders: 3, tags: ['a', 'b'] },
			retell_llm_dynamic_variables: { customer_name: name, order_count: '3', vip: 'true' },
		}),
	check: ([created], { store }) => {
		expect(created).toMatchObject({ agent_id: SUPPORT, chat_status: 'ongoing', ended_at: null });
		expect(store.getChat(created?.chat_id ?? '')).toMatchObject({
			retell_llm_dynamic_variables: { customer_name: 'Åsa', order_count: '3', vip: 'true' },
			metadata: { customer: 'Åsa', orders: 3, tags: ['a', 'b'] },
		});
	},
	calls: { 'POST /create-chat': chat(201), 'GET /list-agent-versions/:id': versions },
	yields: 'one chat',
	tool: AGENT_TOOL,
	holds: ({ rows: [row], parameters, requests, sandbox }) => {
		assert.equal(sandbox.store.getChat(String(row?.chat_id))?.chat_type, 'api_chat');
		checkSettings(parameters.additionalFields, requests[0]?.body, 'retell_llm_dynamic_variables');
	},
});
