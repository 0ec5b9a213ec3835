import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { readList } from '../../retell/paging';
import type { PhoneNumber } from '../../retell/types';
import { pick } from './pick';

/**
 * The workspace's numbers that can send texts: those with an outbound SMS agent. Retell cannot
 * filter or search them, so all are read; a workspace has few.
 */
export async function searchSmsNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim().toLowerCase() ?? '';
	return await pick(this, async (retell) => {
		const numbers = await readList(retell.listPhoneNumbers);
		const results = numbers
			.filter((number) => (number.outbound_sms_agents ?? []).length > 0)
			.map((number) => ({ name: titleOf(number), value: number.phone_number }))
			.filter(({ name, value }) => name.toLowerCase().includes(text) || value.includes(text));
		return { results };
	});
}

function titleOf({ phone_number, phone_number_pretty, nickname }: PhoneNumber): string {
	const number = phone_number_pretty || phone_number;
	return nickname ? `${nickname} · ${number}` : number;
}
