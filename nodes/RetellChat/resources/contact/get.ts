import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { contactIdField, readContactKey } from '../../../parameters/contacts';
import { simplifyContact } from '../../../retell/output/simplifyContact';
import type { Operation } from '../../run/operation';
import { contactCall } from './helpers/findContact';

export const get: Operation = {
	name: 'Get',
	action: 'Get a contact',
	description: 'Get what Retell knows about a person: name, tags, and custom fields',
	fields: [{ ...contactIdField, description: 'The contact to get, by its phone number or ID' }, simplifyField],
	async execute(item) {
		const contact = await item.send(contactCall(readContactKey(item)));
		return isOn(item.get('simplify')) ? simplifyContact(contact) : contact;
	},
};
