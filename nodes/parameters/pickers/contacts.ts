import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { CONTACTS_PAGE, getCrmConfig, listContacts } from '../../retell/api/contacts';
import { fieldsIn } from '../../retell/api/crmConfig';
import type { Contact } from '../../retell/api/types';
import { isText } from '../../retell/values';
import { numberPart } from '../check/phoneNumbers';
import { nextPageOf, pick } from './pick';

/** A page of the contacts, those of the newest conversations first, as Retell searches them. */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const search = numberPart(filter ?? '');
	return await pick(this, async (send) => {
		const page = await send(
			listContacts({
				...(search !== '' && { search_query: search }),
				limit: CONTACTS_PAGE,
				...(paginationToken && { pagination_key: paginationToken }),
			}),
		);
		return {
			results: page.items.map((contact) => ({ name: titleOf(contact), value: contact.contact_id })),
			paginationToken: nextPageOf(page),
		};
	});
}

/** The custom fields that the workspace has defined for contacts, with their types. */
export async function getContactFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pick(this, async (send) =>
		fieldsIn(await send(getCrmConfig())).map(({ name, label, type, options }) => ({
			name: isText(label) ? label : name,
			value: name,
			description: type === 'enum' ? `One of: ${(options ?? []).join(', ')}` : TYPES.get(type),
		})),
	);
}

const TYPES = new Map<unknown, string>([
	['boolean', 'True or false'],
	['date', 'Date'],
	['datetime', 'Date and time'],
	['number', 'Number'],
	['string', 'Text'],
]);

function titleOf({ contact_id: id, first_name: first, last_name: last, phone_number: number }: Contact): string {
	const name = [first, last].filter(isText).join(' ');
	return [name, number].filter(isText).join(' · ') || id;
}
