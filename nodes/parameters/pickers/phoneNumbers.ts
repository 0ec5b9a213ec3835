import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { readList } from '../../retell/api/paging';
import { listPhoneNumbers } from '../../retell/api/phoneNumbers';
import type { PhoneNumber } from '../../retell/api/types';
import { isText } from '../../retell/values';
import { numberPart } from '../check/phoneNumbers';
import { pick } from './pick';

/** The workspace's numbers that can send text messages: those with an outbound SMS agent. */
export async function searchSmsNumbers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, filter, ({ outbound_sms_agents: agents }) => Array.isArray(agents) && agents.length > 0);
}

/** All numbers of the workspace. */
export async function searchPhoneNumbers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, filter, () => true);
}

/** Retell cannot filter or search numbers, so all are read; a workspace has few. */
async function search(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	isOffered: (number: PhoneNumber) => boolean,
): Promise<INodeListSearchResult> {
	const text = filter?.trim().toLowerCase() ?? '';
	const number = numberPart(text);
	return await pick(context, async (send) => {
		const numbers = await readList(async (page) => await send(listPhoneNumbers(page)));
		const results = numbers
			.filter(isOffered)
			.map((number) => ({ name: titleOf(number), value: number.phone_number }))
			.filter(({ name, value }) => name.toLowerCase().includes(text) || value.includes(number));
		return { results };
	});
}

function titleOf({ phone_number, phone_number_pretty, nickname }: PhoneNumber): string {
	const number = isText(phone_number_pretty) ? phone_number_pretty : phone_number;
	return isText(nickname) ? `${nickname} · ${number}` : number;
}
