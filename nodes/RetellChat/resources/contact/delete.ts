import { contactIdField, readContactKey } from '../../../parameters/contacts';
import { deleteContact } from '../../../retell/api/contacts';
import type { Operation } from '../../run/operation';
import { contactLane, readContactId } from './helpers/findContact';

export const deleteOne: Operation = {
	name: 'Delete',
	action: 'Delete a contact permanently',
	description: "Permanently delete a contact. The person's conversations stay.",
	fields: [{ ...contactIdField, description: 'The contact to delete, by its phone number or ID' }],
	lane: (item) => contactLane(readContactKey(item)),
	async execute(item) {
		const contactId = await readContactId(item.send, readContactKey(item));
		await item.send(deleteContact(contactId));
		return { contact_id: contactId, deleted: true };
	},
};
