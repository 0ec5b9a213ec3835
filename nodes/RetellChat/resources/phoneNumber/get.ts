import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { phoneNumberField, readPhoneNumber } from '../../../parameters/locators';
import { getPhoneNumber } from '../../../retell/api/phoneNumbers';
import { simplifyPhoneNumber } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const get: Operation = {
	name: 'Get',
	action: 'Get a phone number',
	description: 'Get a phone number with its SMS agents and webhook',
	fields: [{ ...phoneNumberField, description: 'The phone number to get' }, simplifyField],
	async execute(item) {
		const number = await item.send(getPhoneNumber(readPhoneNumber(item)));
		return isOn(item.get('simplify')) ? simplifyPhoneNumber(number) : number;
	},
};
