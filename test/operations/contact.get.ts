import { DEMO_CONTACTS } from '../../tools/sandbox/index.ts';
import { contact } from './answers.ts';
import { checkContact } from './checks.ts';
import { defineOperation } from './record.ts';
import { CONTACT_KEY, CONTACT_TOOL } from './values.ts';

export default defineOperation({
	title: 'Get a contact',
	parameters: { contactId: CONTACT_KEY },
	prepare: () => ({ number: DEMO_CONTACTS.ada }),
	sdk: (retell, { number }) => retell.contact.getByPhone(number),
	check: (items) =>
		expect(items).toMatchObject([{ first_name: 'Ada', tags: ['customer'], custom_fields: { plan: 'pro', orders: 3 } }]),
	calls: { 'GET /get-contact-by-phone/:id': contact(), 'GET /get-contact/:id': contact() },
	yields: 'one',
	tool: CONTACT_TOOL,
	holds: checkContact,
});
