import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { contactFieldFields, readContactChange, readCustomFields } from '../../../parameters/contactFields';
import { contactNumberField, readContactNumber } from '../../../parameters/contacts';
import { getCrmConfig } from '../../../retell/api/contacts';
import { fieldsIn } from '../../../retell/api/crmConfig';
import { simplifyContact } from '../../../retell/output/simplifyContact';
import { perRun, type Operation } from '../../run/operation';
import { upsertContact } from './helpers/upsertContact';

/** The workspace's custom fields, asked for once in an execution. */
const knownFields = perRun(async ({ send }) => fieldsIn(await send(getCrmConfig())));

export const upsert: Operation = {
	name: 'Create or Update',
	action: 'Create or update a contact',
	description: "Update the contact with a phone number, or create it if there's none",
	fields: [contactNumberField, collectionField('updateFields', contactFieldFields), simplifyField],
	lane: readContactNumber,
	async execute(item) {
		const number = readContactNumber(item);
		const { fields, tags, custom } = readContactChange(readCollection(item, 'updateFields'));
		const known = custom.length > 0 ? await knownFields(item.run) : [];
		const custom_fields = readCustomFields(custom, known, item);
		const { contact, isNew } = await upsertContact(item.send, number, { ...fields, custom_fields }, tags);
		return { ...(isOn(item.get('simplify')) ? simplifyContact(contact) : contact), created: isNew };
	},
};
