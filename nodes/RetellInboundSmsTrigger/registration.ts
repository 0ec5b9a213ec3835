import type { IHookFunctions } from 'n8n-workflow';

import { phoneNumberInput } from '../parameters/check/ids';
import { orGone } from '../retell/api/call';
import { getPhoneNumber, updatePhoneNumber } from '../retell/api/phoneNumbers';
import { Explained } from '../retell/explained';
import type { SendToRetell } from '../retell/http/client';
import { textOf } from '../retell/values';
import {
	giveBackWith,
	holderOf,
	hostOf,
	isToGiveBack,
	logLeft,
	logMove,
	ownUrl,
	registerWith,
} from '../retell/webhooks/registration';
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
	await registerWith(context, async (send, ifFree) => await take(context, send, phoneNumber, ifFree));
}

async function take(context: IHookFunctions, send: SendToRetell, phoneNumber: string, ifFree: boolean): Promise<void> {
	const { inbound_sms_webhook_url: address } = await send(getPhoneNumber(phoneNumber));
	const holder = holderOf(address, context);
	if (ifFree && (holder === 'this' || holder === 'other')) return;

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
	if (address === own.href) return;
	await send(updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: own.href }));
	if (holder === 'former') logMove(context, `the number ${phoneNumber}`, address);
}

/**
 * Takes the number's webhook away again, unless somebody has changed it meanwhile.
 *
 * @throws NodeApiError if Retell does not let it; the log then names the number and the URL
 */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const phoneNumber = chosenNumber(context);
	if (phoneNumber === undefined) return;
	const subject = `the number ${phoneNumber}`;
	await giveBackWith(context, subject, async (send) => {
		const number = await send(orGone(getPhoneNumber(phoneNumber)));
		if (number === 'gone') return;
		const { inbound_sms_webhook_url: address } = number;
		if (isToGiveBack(address, context)) await send(updatePhoneNumber(phoneNumber, { inbound_sms_webhook_url: null }));
		else if (holderOf(address, context) === 'former') logLeft(context, subject, address);
	});
}

function chosenNumber(context: IHookFunctions): string | undefined {
	const value = context.getNodeParameter('registerWithNumber', '', { extractValue: true });
	return textOf(value).trim() === '' ? undefined : phoneNumberInput(value, REGISTER_WITH_NUMBER);
}
