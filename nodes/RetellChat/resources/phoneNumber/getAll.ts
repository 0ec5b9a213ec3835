import { isOn } from '../../../retell/inputs';
import { readList } from '../../../retell/paging';
import { simplifyPhoneNumber } from '../../../retell/simplify';
import { readLimit, returnAllFields, simplifyField } from '../../fields/common';
import { asideHint, passedOverIn } from '../../listing';
import type { Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many phone numbers',
	description: 'List the phone numbers of the workspace',
	fields: [...returnAllFields, simplifyField],
	summarize: asideHint,
	async execute(item) {
		const numbers = await readList(item.retell.listPhoneNumbers, {
			limit: readLimit(item),
			onPassedOver: passedOverIn(item.run),
		});
		return isOn(item.get('simplify')) ? numbers.map(simplifyPhoneNumber) : numbers;
	},
};
