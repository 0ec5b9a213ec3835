import type { IHookFunctions } from 'n8n-workflow';

import { numberOfPublishedWorkflow, numberTaken } from '../messages/webhookTriggers';
import { phoneNumberInput } from '../parameters/check/phoneNumbers';
import { getPhoneNumber, updatePhoneNumber } from '../retell/api/phoneNumbers';
import type { PhoneNumber } from '../retell/api/types';
import { textOf } from '../retell/values';
import { giveBackWith, ownUrl, registerWith, type WebhookHolder } from '../retell/webhooks/registration';
import { REGISTER_WITH_NUMBER } from './fields';

/** Whether there is nothing to register. */
export function isRegistered(context: IHookFunctions): boolean {
	return chosenNumber(context) === undefined;
}

/**
 * Lets the inbound SMS webhook of the chosen number point here, if it points nowhere.
 *
 * @throws Explained if it points to somewhere else; nothing is changed then
 */
export async function register(context: IHookFunctions): Promise<void> {
	const phoneNumber = chosenNumber(context);
	if (phoneNumber !== undefined) await registerWith(context, holderFor(context, phoneNumber));
}

/**
 * Takes the number's webhook away, unless somebody has changed it meanwhile.
 *
 * @throws NodeApiError if Retell does not let it; the log then names the number and the URL
 */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const phoneNumber = chosenNumber(context);
	if (phoneNumber !== undefined) await giveBackWith(context, holderFor(context, phoneNumber));
}

function holderFor(context: IHookFunctions, phoneNumber: string): WebhookHolder<PhoneNumber> {
	return {
		subject: `the number ${phoneNumber}`,
		find: getPhoneNumber(phoneNumber),
		nameOf: () => `the number ${phoneNumber}`,
		addressOf: ({ inbound_sms_webhook_url: address }) => address,
		takenError: (_number, host) => numberTaken(phoneNumber, host, REGISTER_WITH_NUMBER),
		publishedError: () => numberOfPublishedWorkflow(phoneNumber),
		take: async (send, { inbound_sms_webhook_url: address }) => {
			const { href } = ownUrl(context);
			if (address !== href) await send(updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: href }));
		},
		restore: async (send) => {
			await send(updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: null }));
		},
	};
}

function chosenNumber(context: IHookFunctions): string | undefined {
	const value = context.getNodeParameter('registerWithNumber', '', { extractValue: true });
	return textOf(value).trim() === '' ? undefined : phoneNumberInput(value, REGISTER_WITH_NUMBER);
}
