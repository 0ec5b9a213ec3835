import assert from 'node:assert/strict';

import { DEMO_CONTACTS } from '../../tools/sandbox/index.ts';
import { contact, crmConfig } from './answers.ts';
import { defineOperation } from './record.ts';
import { fromModel } from './values.ts';

export default defineOperation({
	title: 'Update a contact',
	parameters: {
		phoneNumber: '={{ $json.number }}',
		updateFields: {
			firstName: '={{ $json.name }}',
			doNotCall: false,
			addTags: 'lead, newsletter',
			removeTags: 'customer',
			customFields: {
				fields: [
					{ name: 'orders', value: '={{ $json.orders }}' },
					{ name: 'vip', value: 'false' },
					{ name: 'plan', value: 'free' },
					{ name: 'last_chat_summary', value: '={{ $json.nothing }}' },
				],
			},
			clearCustomFields: ['customer_since'],
		},
	},
	prepare: () => ({ number: '+1 (415) 555-0161', name: 'Augusta Ada', orders: '4' }),
	sdk: async (retell, { name }) => {
		await retell.crm.getConfig();
		const { contact_id } = await retell.contact.getByPhone(DEMO_CONTACTS.ada);
		await retell.contact.update(contact_id, {
			first_name: name,
			do_not_call: false,
			tags: ['lead', 'newsletter'],
			custom_fields: { orders: 4, vip: false, plan: 'free', customer_since: null },
		});
	},
	check: (items, { store }) => {
		const changed = store.contactOf(DEMO_CONTACTS.ada);
		expect(changed).toMatchObject({ first_name: 'Augusta Ada', last_name: 'Lovelace', tags: ['lead', 'newsletter'] });
		expect(changed?.custom_fields).toEqual({ plan: 'free', orders: 4, vip: false });
		expect(items).toMatchObject([{ created: false, custom_fields: changed?.custom_fields, tags: changed?.tags }]);
	},
	calls: {
		'GET /get-crm-config': crmConfig,
		'GET /get-contact-by-phone/:id': contact(),
		'POST /create-contact': contact(201),
		'PATCH /update-contact/:id': contact(),
	},
	yields: 'one',
	tool: { phoneNumber: fromModel('Phone Number'), updateFields: { firstName: fromModel('First Name') } },
	holds: ({ rows: [row], sandbox }) => {
		assert.ok(sandbox.store.contact(String(row?.contact_id)));
		assert.equal(typeof row?.created, 'boolean');
	},
});
