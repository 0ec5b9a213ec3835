import assert from 'node:assert/strict';

import { DEMO_CONTACTS } from '../../tools/sandbox/index.ts';
import { contacts } from './answers.ts';
import { defineOperation } from './record.ts';
import { fromModel } from './values.ts';

export default defineOperation({
	title: 'Get contacts',
	parameters: {
		returnAll: false,
		limit: 50,
		filters: {
			search: '={{ $json.search }}',
			tags: 'customer, lead',
			doNotCall: false,
			lastConversationAfter: '2026-01-01T00:00:00Z',
			linkedToCrm: false,
		},
	},
	prepare: () => ({ search: 'love' }),
	sdk: (retell, { search }) =>
		retell.contact.list({
			filter_criteria: {
				do_not_call: { type: 'boolean', op: 'eq', value: false },
				external_id: { type: 'present', op: 'np' },
				last_conversation_timestamp: { type: 'number', op: 'ge', value: Date.parse('2026-01-01T00:00:00Z') },
				tags: { type: 'enum', op: 'in', value: ['customer', 'lead'] },
			},
			search_query: search,
			sort_order: 'desc',
			limit: 50,
		}),
	check: (items) => expect(items).toMatchObject([{ phone_number: DEMO_CONTACTS.ada, last_name: 'Lovelace' }]),
	calls: { 'POST /list-contacts': contacts },
	yields: 'many',
	tool: { filters: { search: fromModel('Search') } },
	holds: ({ rows, sandbox }) => {
		for (const { contact_id } of rows) assert.ok(sandbox.store.contact(String(contact_id)));
	},
});
