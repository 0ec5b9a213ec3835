import { readList } from '../../../retell/paging';
import { simplifyPhoneNumber } from '../../../retell/simplify';
import { readLimit, returnAllFields, simplifyField } from '../../fields/common';
import type { Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many phone numbers',
	description: 'List the phone numbers of the workspace',
	fields: [...returnAllFields, simplifyField],
	async execute(item) {
		const numbers = await readList(item.retell.listPhoneNumbers, { limit: readLimit(item) });
		return item.get('simplify') === true ? numbers.map(simplifyPhoneNumber) : numbers;
	},
};
