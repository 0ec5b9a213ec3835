import { isOn } from '../../../retell/inputs';
import { simplifyPhoneNumber } from '../../../retell/simplify';
import { simplifyField } from '../../fields/common';
import { phoneNumberField, readPhoneNumber } from '../../fields/locators';
import type { Operation } from '../../operation';

export const get: Operation = {
	name: 'Get',
	action: 'Get a phone number',
	description: 'Read which agents text from a phone number and answer its texts',
	fields: [{ ...phoneNumberField, description: 'The phone number to read' }, simplifyField],
	async execute(item) {
		const number = await item.retell.getPhoneNumber(readPhoneNumber(item));
		return isOn(item.get('simplify')) ? simplifyPhoneNumber(number) : number;
	},
};
