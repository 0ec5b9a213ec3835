import { smsAgentNotFound } from '../../../messages/agents';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { phoneNumberField, readPhoneNumber } from '../../../parameters/locators';
import { readSmsSettings, smsSettingFields } from '../../../parameters/smsSettings';
import { someChange } from '../../../parameters/turnOff';
import { tolerating } from '../../../retell/api/call';
import { getPhoneNumber, updatePhoneNumber, type SmsSettings } from '../../../retell/api/phoneNumbers';
import { simplifyPhoneNumber } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const updateSms: Operation = {
	name: 'Update SMS Settings',
	action: 'Update the SMS settings of a phone number',
	description: 'Set the SMS agents, webhook, and nickname of a phone number. Settings for calls stay as they are.',
	fields: [
		{ ...phoneNumberField, description: 'The phone number to change' },
		collectionField('updateFields', smsSettingFields),
		simplifyField,
	],
	lane: readPhoneNumber,
	async execute(item) {
		const { send } = item;
		const number = readPhoneNumber(item);
		const settings = someChange(readSmsSettings(readCollection(item, 'updateFields')));
		// What was not found is the number or one of the agents: Retell does not tell them apart.
		const updated = await send(
			tolerating(updatePhoneNumber(number, settings), (refusal) =>
				refusal.kind === 'notFound' && namesAgents(settings) ? { notFound: refusal } : undefined,
			),
		);
		if (!('notFound' in updated)) {
			return isOn(item.get('simplify')) ? simplifyPhoneNumber(updated) : updated;
		}
		// It fails with a text about the number, if that is what Retell did not find.
		await send(getPhoneNumber(number));
		throw smsAgentNotFound(number, updated.notFound.status);
	},
};

function namesAgents({ inbound_sms_agents: inbound, outbound_sms_agents: outbound }: SmsSettings): boolean {
	return [...(inbound ?? []), ...(outbound ?? [])].length > 0;
}
