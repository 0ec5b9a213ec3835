import assert from 'node:assert/strict';

import { DEMO_CONTACTS } from '../../tools/sandbox/index.ts';
import { contact, nothing } from './answers.ts';
import { checkDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { CONTACT_KEY, CONTACT_TOOL } from './values.ts';

export default defineOperation({
	title: 'Delete a contact',
	parameters: { contactId: CONTACT_KEY },
	prepare: () => ({ number: DEMO_CONTACTS.ada }),
	sdk: async (retell, { number }) => {
		const { contact_id } = await retell.contact.getByPhone(number);
		await retell.contact.delete(contact_id);
	},
	check: (items, { store }) => {
		expect(items).toEqual([{ contact_id: expect.stringMatching(/^contact_/) as string, deleted: true }]);
		expect(store.contactOf(DEMO_CONTACTS.ada)).toBeUndefined();
	},
	calls: {
		'GET /get-contact-by-phone/:id': contact(),
		'DELETE /delete-contact/:id': nothing,
	},
	yields: 'one',
	tool: CONTACT_TOOL,
	holds: ({ rows: [row], sandbox }) => {
		assert.deepEqual(row, { contact_id: row?.contact_id, deleted: true });
		assert.equal(sandbox.store.contact(String(row?.contact_id)), undefined);
	},
	follows: ({ replies }) => checkDone(replies['delete-contact']),
});
