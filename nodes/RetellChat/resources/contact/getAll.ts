import { isOn } from '../../../parameters/check/values';
import {
	collectionField,
	readLimit,
	readSortOrder,
	returnAllFields,
	simplifyField,
	sortOrderField,
} from '../../../parameters/common';
import { contactFiltersField, readContactFilter } from '../../../parameters/contactFilters';
import { CONTACTS_PAGE, listContacts } from '../../../retell/api/contacts';
import { readList } from '../../../retell/api/paging';
import { simplifyContact } from '../../../retell/output/simplifyContact';
import { asideHint, countRowsWithoutId, noteLeftOut } from '../../run/listing';
import type { Operation } from '../../run/operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many contacts',
	description: 'List contacts with filters, most recent conversation first',
	fields: [
		...returnAllFields,
		simplifyField,
		contactFiltersField,
		collectionField('options', [sortOrderField('The order of the contacts, by when their last conversation started')]),
	],
	summarize: asideHint,
	async execute(item) {
		const limit = readLimit(item);
		const { query, accepts, leftOut } = readContactFilter(item);
		const sort_order = readSortOrder(item) === 'ascending' ? 'asc' : 'desc';
		noteLeftOut(item.run, leftOut);
		const contacts = await readList(async (page) => await item.send(listContacts({ ...query, sort_order, ...page })), {
			limit,
			pageSize: CONTACTS_PAGE,
			accepts,
			onRowsWithoutId: countRowsWithoutId(item.run),
		});
		return isOn(item.get('simplify')) ? contacts.map(simplifyContact) : contacts;
	},
};
