import type Retell from 'retell-sdk';

import type { RetellCall, SendToRetell } from '../http/client';
import type { Refusal } from '../http/refusals';
import { isPhoneNumber, pageOf } from './answers';
import { only, QUICK, unlessGone } from './call';
import type { PageRequest } from './paging';
import type { PhoneNumber } from './types';

/** What a phone number needs for texts. What it needs for calls is no part of it. */
export type SmsSettings = Pick<
	Retell.PhoneNumberUpdateParams,
	'inbound_sms_agents' | 'inbound_sms_webhook_url' | 'nickname' | 'outbound_sms_agents'
>;

/** The calls about phone numbers, a part of `retellApi`. */
export function numberCalls(send: SendToRetell) {
	return {
		listPhoneNumbers: async (page: PageRequest) =>
			await send({
				method: 'GET',
				path: '/v2/list-phone-numbers',
				query: { ...page },
				timeout: QUICK,
				read: pageOf(isPhoneNumber),
			}),

		getPhoneNumber: async (number: string) => await send(getPhoneNumber(number)),

		/** As `getPhoneNumber`, where it is no surprise that the number is not there any more. */
		findPhoneNumber: async (number: string) => await send(unlessGone(getPhoneNumber(number))),

		updatePhoneNumber: async (number: string, body: SmsSettings) => await send(updatePhoneNumber(number, body)),

		/** As `updatePhoneNumber` with agents: what was not found is then the number or one of them, Retell tells them not apart. */
		offerSmsAgents: async (number: string, body: SmsSettings) =>
			await send<PhoneNumber | { notFound: Refusal }>({
				...updatePhoneNumber(number, body),
				settle: (refusal) => (refusal.kind === 'notFound' && namesAgents(body) ? { notFound: refusal } : undefined),
			}),
	};
}

function namesAgents({ inbound_sms_agents: inbound, outbound_sms_agents: outbound }: SmsSettings): boolean {
	return [...(inbound ?? []), ...(outbound ?? [])].length > 0;
}

function getPhoneNumber(number: string): RetellCall<PhoneNumber> {
	return {
		method: 'GET',
		path: `/get-phone-number/${encodeURIComponent(number)}`,
		timeout: QUICK,
		read: only(isPhoneNumber),
		about: { parameter: 'Phone Number', id: number },
	};
}

function updatePhoneNumber(number: string, body: SmsSettings): RetellCall<PhoneNumber> {
	return {
		method: 'PATCH',
		path: `/update-phone-number/${encodeURIComponent(number)}`,
		body,
		timeout: QUICK,
		read: only(isPhoneNumber),
		about: { parameter: 'Phone Number', id: number },
	};
}
