import * as messages from '../../../nodes/messages/contacts.ts';
import { toldBy } from '../entry.ts';

export const contacts = toldBy(messages, {
	noSuchCustomField: {
		with: ['Custom Fields', 'color', ['plan', 'orders']],
		also: 'The list under *Custom Fields* shows what there is.',
	},
	setAndRemoved: { with: ['Add Tags', 'Remove Tags', 'customer'] },
	linkedToCrm: { means: "Retell doesn't delete a contact while it's synced with your CRM. Nothing was deleted." },
});
