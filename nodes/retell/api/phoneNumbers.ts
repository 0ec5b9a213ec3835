import type Retell from 'retell-sdk';

import type { RetellCall } from '../http/client';
import { isPhoneNumber, pageOf } from './answers';
import { only, QUICK } from './call';
import type { PageRequest } from './paging';
import type { Page, PhoneNumber } from './types';

/** What a phone number needs for text messages. What it needs for calls is no part of it. */
export type SmsSettings = Pick<
	Retell.PhoneNumberUpdateParams,
	'inbound_sms_agents' | 'inbound_sms_webhook_url' | 'nickname' | 'outbound_sms_agents'
>;

// The calls about phone numbers, as in Retell's API reference.

export function listPhoneNumbers(page: PageRequest): RetellCall<Page<PhoneNumber>> {
	return {
		method: 'GET',
		path: '/v2/list-phone-numbers',
		query: { ...page },
		timeout: QUICK,
		parse: pageOf(isPhoneNumber),
	};
}

/** @param what the parameter that names it */
export function getPhoneNumber(
	number: string,
	what: 'fromNumber' | 'phoneNumber' = 'phoneNumber',
): RetellCall<PhoneNumber> {
	return {
		method: 'GET',
		path: `/get-phone-number/${encodeURIComponent(number)}`,
		timeout: QUICK,
		parse: only(isPhoneNumber),
		about: { what, id: number },
	};
}

export function updatePhoneNumber(number: string, body: SmsSettings): RetellCall<PhoneNumber> {
	return {
		method: 'PATCH',
		path: `/update-phone-number/${encodeURIComponent(number)}`,
		body,
		timeout: QUICK,
		parse: only(isPhoneNumber),
		about: { what: 'phoneNumber', id: number },
	};
}
