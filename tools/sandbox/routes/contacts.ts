import { createContact, listContacts, updateContact, wrongField } from '../contact-schemas.ts';
import type { ContactFilter } from '../contact-schemas.ts';
import type { Contact, ContactRecord, Conversation } from '../contacts.ts';
import { ERROR_TEXTS, Refusal } from '../errors.ts';
import { condition, field, noticed } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { Quirks } from '../quirks.ts';
import { pageQuery } from '../schemas.ts';
import { bodyOf, found, queryOf } from './route.ts';
import type { Call, Route } from './route.ts';

function contactOf(call: Call): ContactRecord {
	return found(call, 'contact', (id) => call.store.contact(id));
}

/** What a contact holds after a change: a null among the custom fields clears one, those that are not named stay. */
function withFields(call: Call, stored: Record<string, unknown> = {}, change: Record<string, unknown> = {}) {
	for (const [name, value] of Object.entries(change)) {
		const wrong = wrongField(name, value, call.store.crmConfig());
		if (wrong !== undefined) throw new Refusal(400, `${ERROR_TEXTS[400]} ${wrong}`);
	}
	return Object.fromEntries(Object.entries({ ...stored, ...change }).filter(([, value]) => value !== null));
}

function compile(filter: ContactFilter, quirks: Quirks): (contact: Contact) => boolean {
	const { custom_fields: fields = [], tags, ...simple } = filter;
	const tests = Object.entries(noticed(simple, quirks)).map(([name, wanted]) => {
		const holds = condition(wanted, quirks);
		return (contact: Contact) => holds(field(contact, name));
	});
	for (const wanted of fields) {
		const holds = condition(wanted, quirks);
		tests.push((contact) => holds(field(contact.custom_fields, wanted.key)));
	}
	if (tags) tests.push((contact) => (contact.tags ?? []).some((tag) => tags.value.includes(tag)));
	return (contact) => tests.every((test) => test(contact));
}

/** A part of the number, a name, the external ID or a custom value, in small or capital letters. */
function isFound(contact: Contact, query: string): boolean {
	const { phone_number, first_name, last_name, external_id, custom_fields } = contact;
	const custom: unknown[] = Object.values(custom_fields ?? {});
	return [phone_number, first_name, last_name, external_id, ...custom]
		.map((value) => JSON.stringify(value ?? '').toLowerCase())
		.some((text) => text.includes(query.toLowerCase()));
}

export const contactRoutes: Route[] = [
	{
		method: 'POST',
		path: '/create-contact',
		handle: (call) => {
			const { custom_fields, ...body } = bodyOf(call, createContact);
			const fields = withFields(call, {}, custom_fields);
			if (call.store.contactOf(body.phone_number))
				throw new Refusal(call.quirks.contactExists, `Contact with phone number ${body.phone_number} already exists`);
			const contact = call.store.addContact({ ...body, ...(custom_fields ? { custom_fields: fields } : {}) });
			return { status: 201, body: call.store.shownContact(contact) };
		},
	},
	{
		method: 'PATCH',
		path: '/update-contact/:id',
		handle: (call) => {
			const { custom_fields, ...body } = bodyOf(call, updateContact);
			const { contact_id: id, custom_fields: stored } = contactOf(call);
			const contact = call.store.editContact(id, {
				...body,
				...(custom_fields ? { custom_fields: withFields(call, stored, custom_fields) } : {}),
				user_modified_timestamp: call.clock.now(),
			});
			return { status: 200, body: call.store.shownContact(contact) };
		},
	},
	{
		method: 'GET',
		path: '/get-contact/:id',
		handle: (call) => ({ status: 200, body: call.store.shownContact(contactOf(call)) }),
	},
	{
		method: 'GET',
		path: '/get-contact-by-phone/:id',
		handle: (call) => {
			const contact = found(call, 'contact', (id) => call.store.contactOf(id));
			return { status: 200, body: call.store.shownContact(contact) };
		},
	},
	{
		method: 'POST',
		path: '/list-contacts',
		handle: (call) => {
			const { filter_criteria, search_query = '', sort_order, skip = 0, ...page } = bodyOf(call, listContacts, true);
			const matches = compile(filter_criteria ?? {}, call.quirks);
			const found = call.store
				.contacts()
				.map((contact) => call.store.shownContact(contact))
				.filter((contact) => matches(contact) && isFound(contact, search_query));
			const place = ({ last_conversation_timestamp: value = 0, contact_id: id }: Contact) => ({ value, id });
			const order = sort_order === 'asc' ? 'ascending' : 'descending';
			const all = pageOf('contacts', found, place, { sort_order: order, limit: Infinity }).items;
			const body = pageOf('contacts', all.slice(skip), place, { ...page, sort_order: order });
			return { status: 200, body: { ...body, total: found.length } };
		},
	},
	{
		method: 'DELETE',
		path: '/delete-contact/:id',
		handle: (call) => {
			const contact = contactOf(call);
			if (contact.external_id !== undefined && call.store.crmConfig().app_id !== undefined)
				throw new Refusal(400, 'Cannot delete a contact linked to a CRM record while two-way sync is active');
			call.store.deleteContact(contact.contact_id);
			return { status: 204 };
		},
	},
	{
		method: 'GET',
		path: '/list-contact-conversations/:id',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, pageQuery);
			const place = (row: Conversation) => ({
				value: row.start_timestamp ?? 0,
				id: row.type === 'chat' ? row.chat_id : row.call_id,
			});
			const rows = call.store.conversationsOf(contactOf(call));
			return { status: 200, body: pageOf('contact-conversations', rows, place, query) };
		},
	},
	{
		method: 'GET',
		path: '/get-crm-config',
		handle: (call) => ({ status: 200, body: call.store.crmConfig() }),
	},
];
