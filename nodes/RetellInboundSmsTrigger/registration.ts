import type { IHookFunctions } from 'n8n-workflow';

import { textOf } from '../retell/answers';
import { retellApi, type RetellApi } from '../retell/api';
import { connectToRetell } from '../retell/client';
import { Explained } from '../retell/explained';
import { phoneNumberInput } from '../retell/inputs';
import { holderOf, hostOf, isToGiveBack, ownUrl, registerWith } from '../retell/webhookAddress';
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
	if (phoneNumber === undefined) return;
	await registerWith(context, async (retell, ifFree) => await take(context, retell, phoneNumber, ifFree));
}

async function take(context: IHookFunctions, retell: RetellApi, phoneNumber: string, ifFree: boolean): Promise<void> {
	const { inbound_sms_webhook_url: address } = await retell.getPhoneNumber(phoneNumber);
	const holder = holderOf(address, context);
	if (ifFree && holder !== 'nobody') return;

	if (holder === 'other') {
		throw new Explained(
			`The number ${phoneNumber} already asks ${hostOf(address)} about its texts`,
			`Nothing was changed. Remove the inbound SMS webhook from the number in Retell, or leave "${REGISTER_WITH_NUMBER}" empty.`,
		);
	}
	if (holder === 'sibling' && context.getMode() === 'manual') {
		throw new Explained(
			`The published workflow answers the texts to ${phoneNumber}`,
			'Unpublish the workflow to listen for a test event here, or look at its executions.',
		);
	}
	const own = ownUrl(context);
	if (address !== own.href) await retell.updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: own.href });
}

/** Takes the number's webhook away again, unless somebody has changed it meanwhile. */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const phoneNumber = chosenNumber(context);
	if (phoneNumber === undefined) return;
	const retell = retellApi(connectToRetell(context));
	const number = await retell.findPhoneNumber(phoneNumber);
	if (number === 'gone' || !isToGiveBack(number.inbound_sms_webhook_url, context)) return;
	await retell.updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: null });
}

function chosenNumber(context: IHookFunctions): string | undefined {
	const value = context.getNodeParameter('registerWithNumber', '', { extractValue: true });
	return textOf(value).trim() === '' ? undefined : phoneNumberInput(value, REGISTER_WITH_NUMBER);
}
