import assert from 'node:assert/strict';

import { DEMO_AGENTS, DEMO_CONTACTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { contact, conversations } from './answers.ts';
import { defineOperation } from './record.ts';
import { CONTACT_KEY, CONTACT_TOOL } from './values.ts';

export default defineOperation({
	title: 'Get the conversations of a contact',
	parameters: { contactId: CONTACT_KEY, types: ['chat', 'call'], returnAll: false, limit: 20 },
	prepare: ({ store }) => {
		store.addChat({
			chat_id: 'chat_newest',
			agent_id: DEMO_AGENTS.reminders,
			numbers: { ours: DEMO_NUMBERS.reminders, theirs: DEMO_CONTACTS.ada },
		});
		return { number: DEMO_CONTACTS.ada };
	},
	sdk: async (retell, { number }) => {
		const { contact_id } = await retell.contact.getByPhone(number);
		await retell.contact.listConversations(contact_id, { limit: 20 });
	},
	check: (items) => {
		expect(items[0]).toMatchObject({ type: 'chat', chat_id: 'chat_newest', call_id: null, direction: 'outbound' });
		expect(items.at(-1)).toMatchObject({ type: 'call', chat_id: null, duration_seconds: 95 });
		const times = items.map(({ started_at }) => Date.parse(started_at as string));
		expect(times).toEqual(times.toSorted((a, b) => b - a));
	},
	calls: {
		'GET /get-contact-by-phone/:id': contact(),
		'GET /list-contact-conversations/:id': conversations,
	},
	yields: 'many',
	tool: CONTACT_TOOL,
	holds: ({ rows, parameters: { types } }) => {
		const wanted = Array.isArray(types) && types.length > 0 ? types : ['call', 'chat'];
		for (const { type } of rows) assert.ok(wanted.includes(type));
	},
});
