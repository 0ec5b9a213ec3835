import type Retell from 'retell-sdk';

import { linkedToCrm } from '../../messages/contacts';
import type { RetellCall } from '../http/client';
import type { Subject } from '../http/errorTexts';
import { isRefused, type Refusal } from '../http/refusals';
import { isContact, isConversation, pageOf } from './answers';
import { isNothing, only, QUICK } from './call';
import type { PageRequest } from './paging';
import type { Contact, Conversation, CrmConfig, Page } from './types';
import { isRecord } from '../values';

// The calls about contacts, as in Retell's SDK. There is at most one contact for a phone number, so none of
// them does harm when it is sent twice.

/** Rows of a page: what Retell takes at most here, its reference doesn't say. */
export const CONTACTS_PAGE = 100;

/** The fields of a contact that can be set. A null among the custom fields clears one. */
export type ContactFields = Omit<Retell.ContactUpdateParams, 'custom_fields'> & {
	custom_fields?: Record<string, unknown>;
};
export type ContactFilterCriteria = Retell.ContactListParams.FilterCriteria;
/** What a list of contacts can be narrowed and sorted by. */
export type ContactQuery = Pick<Retell.ContactListParams, 'filter_criteria' | 'search_query' | 'sort_order'>;

export function createContact(body: ContactFields & { phone_number: string }): RetellCall<Contact> {
	return { method: 'POST', path: '/create-contact', body, timeout: QUICK, parse: only(isContact) };
}

export function updateContact(contactId: string, body: ContactFields): RetellCall<Contact> {
	return {
		method: 'PATCH',
		path: `/update-contact/${encodeURIComponent(contactId)}`,
		body,
		timeout: QUICK,
		parse: only(isContact),
		about: aboutContact(contactId),
	};
}

export function getContact(contactId: string): RetellCall<Contact> {
	return {
		method: 'GET',
		path: `/get-contact/${encodeURIComponent(contactId)}`,
		timeout: QUICK,
		parse: only(isContact),
		about: aboutContact(contactId),
	};
}

export function getContactByPhone(number: string): RetellCall<Contact> {
	return {
		method: 'GET',
		path: `/get-contact-by-phone/${encodeURIComponent(number)}`,
		timeout: QUICK,
		parse: only(isContact),
		about: aboutContact(number),
	};
}

export function listContacts(body: ContactQuery & PageRequest): RetellCall<Page<Contact>> {
	return { method: 'POST', path: '/list-contacts', body, timeout: QUICK, parse: pageOf(isContact) };
}

export function deleteContact(contactId: string): RetellCall<'deleted'> {
	return {
		method: 'DELETE',
		path: `/delete-contact/${encodeURIComponent(contactId)}`,
		timeout: QUICK,
		parse: (body) => (isNothing(body) ? 'deleted' : undefined),
		settle: ({ kind }, mayBeDone) => (kind === 'notFound' && mayBeDone ? 'deleted' : undefined),
		about: aboutContact(contactId),
		explain: explainLinked,
	};
}

/** Calls and chats in one list, the newest first. */
export function listContactConversations(contactId: string, page: PageRequest): RetellCall<Page<Conversation>> {
	return {
		method: 'GET',
		path: `/list-contact-conversations/${encodeURIComponent(contactId)}`,
		query: { ...page },
		timeout: QUICK,
		parse: pageOf(isConversation),
		about: aboutContact(contactId),
	};
}

/** Which custom fields contacts can have, and which tags there are. */
export function getCrmConfig(): RetellCall<CrmConfig> {
	return {
		method: 'GET',
		path: '/get-crm-config',
		timeout: QUICK,
		parse: only((body): body is CrmConfig => isRecord(body) && !isRefused(body)),
	};
}

/** The words of this refusal aren't documented; that linked contacts are refused is. */
function explainLinked({ kind, said }: Refusal) {
	return kind === 'invalid' && /\b(crm|link|linked|sync|synced)\b/i.test(said) ? linkedToCrm() : undefined;
}

function aboutContact(id: string): Subject {
	return { what: 'contact', id };
}
