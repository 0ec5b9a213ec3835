import assert from 'node:assert/strict';

import { DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { checkSettings } from '../fuzz/account.ts';
import { chat, number, versions } from './answers.ts';
import { defineOperation } from './record.ts';
import { assignments, fromModel, locator } from './values.ts';

export default defineOperation({
	title: 'Create an SMS chat',
	parameters: {
		fromNumber: locator('={{ $json.from }}', 'number'),
		toNumber: '={{ $json.to }}',
		additionalFields: {
			metadata: assignments(['customer', '={{ $json.name }}']),
			dynamicVariables: assignments(['customer_name', '={{ $json.name }}']),
		},
	},
	prepare: () => ({ from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Åsa' }),
	sdk: (retell, { from, to, name }) =>
		retell.chat.createSMSChat({
			from_number: from,
			to_number: to,
			metadata: { from_number: from, to_number: to, customer: name },
			retell_llm_dynamic_variables: { customer_name: name },
		}),
	check: ([created], { store }, { from, to, name }) => {
		expect(store.getChat(created?.chat_id ?? '')).toMatchObject({
			chat_type: 'sms_chat',
			metadata: { from_number: from, to_number: to, customer: name },
		});
	},
	calls: {
		'POST /create-sms-chat': chat(),
		'GET /list-agent-versions/:id': versions,
		'GET /get-phone-number/:id': number,
		'GET /get-chat/:id': chat(),
	},
	yields: 'one chat',
	// The messages come with the first text.
	schema: { parameters: { additionalFields: { waitForFirstText: 10 } } },
	tool: {
		fromNumber: locator(fromModel('From Number'), 'number'),
		toNumber: fromModel('To Number'),
	},
	holds: ({ rows: [row], parameters, requests, sandbox }) => {
		assert.equal(sandbox.store.getChat(String(row?.chat_id))?.chat_type, 'sms_chat');
		checkSettings(parameters.additionalFields, requests[0]?.body, 'retell_llm_dynamic_variables');
	},
});
