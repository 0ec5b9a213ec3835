import { isOn } from '../../../parameters/check/values';
import { readLimit, returnAllFields, simplifyField } from '../../../parameters/common';
import { readList } from '../../../retell/api/paging';
import { listPhoneNumbers } from '../../../retell/api/phoneNumbers';
import { simplifyPhoneNumber } from '../../../retell/output/simplify';
import { asideHint, countRowsWithoutId } from '../../run/listing';
import type { Operation } from '../../run/operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many phone numbers',
	description: 'List the phone numbers of the workspace',
	fields: [...returnAllFields, simplifyField],
	summarize: asideHint,
	async execute(item) {
		const numbers = await readList(async (page) => await item.send(listPhoneNumbers(page)), {
			limit: readLimit(item),
			onRowsWithoutId: countRowsWithoutId(item.run),
		});
		return isOn(item.get('simplify')) ? numbers.map(simplifyPhoneNumber) : numbers;
	},
};
