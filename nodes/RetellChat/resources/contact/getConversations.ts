import { choicesInput, isOn } from '../../../parameters/check/values';
import { readLimit, returnAllFields, simplifyField } from '../../../parameters/common';
import { contactIdField, readContactKey } from '../../../parameters/contacts';
import { CONTACTS_PAGE, listContactConversations } from '../../../retell/api/contacts';
import { readList } from '../../../retell/api/paging';
import { simplifyConversation } from '../../../retell/output/simplifyContact';
import { asideHint, countRowsWithoutId } from '../../run/listing';
import type { Operation } from '../../run/operation';
import { readContactId } from './helpers/findContact';

const KINDS = ['call', 'chat'] as const;
const TYPES = {
	displayName: 'Types',
	name: 'types',
	type: 'multiOptions' as const,
	options: [
		{ name: 'Call', value: 'call' },
		{ name: 'Chat', value: 'chat' },
	],
	default: ['call', 'chat'],
	description: 'Which conversations to return. If none is selected, all of them.',
};

export const getConversations: Operation = {
	name: 'Get Conversations',
	action: 'Get the conversations of a contact',
	description: 'List the calls and chats with a person, newest first',
	fields: [
		{ ...contactIdField, description: 'The contact, by its phone number or ID' },
		TYPES,
		...returnAllFields,
		simplifyField,
	],
	summarize: asideHint,
	async execute(item) {
		const limit = readLimit(item);
		const types = choicesInput(item.get('types'), TYPES.displayName, KINDS);
		// Those of a type that Retell adds some day belong to all of them, too.
		const areAll = types.length === 0 || KINDS.every((kind) => types.includes(kind));
		const contactId = await readContactId(item.send, readContactKey(item));
		const conversations = await readList(async (page) => await item.send(listContactConversations(contactId, page)), {
			limit,
			pageSize: CONTACTS_PAGE,
			accepts: ({ type }) => areAll || types.includes(type),
			onRowsWithoutId: countRowsWithoutId(item.run),
		});
		return isOn(item.get('simplify')) ? conversations.map(simplifyConversation) : conversations;
	},
};
