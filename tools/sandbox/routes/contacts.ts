import { createContact, listContacts, updateContact, wrongField } from '../contact-schemas.ts';
import type { ContactFilter } from '../contact-schemas.ts';
import type { Contact, ContactRecord, Conversation } from '../contacts.ts';
import { ERROR_TEXTS, Refusal } from '../errors.ts';
import { condition, field, noticed } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { Quirks } from '../quirks.ts';
import { pageQuery } from '../schemas.ts';
import { bodyOf, found, ok, withQuery } from './route.ts';
import type { Call, Routes } from './route.ts';

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

export const contactRoutes = {
	'POST /create-contact': (call) => {
		const { custom_fields, ...body } = bodyOf(call, createContact);
		const fields = withFields(call, {}, custom_fields);
		if (call.store.contactOf(body.phone_number))
			throw new Refusal(call.quirks.contactExists, `Contact with phone number ${body.phone_number} already exists`);
		const contact = call.store.addContact({ ...body, ...(custom_fields && { custom_fields: fields }) });
		return { status: 201, body: call.store.shownContact(contact) };
	},
	'PATCH /update-contact/:id': (call) => {
		const { custom_fields, ...body } = bodyOf(call, updateContact);
		const { contact_id: id, custom_fields: stored } = contactOf(call);
		const contact = call.store.editContact(id, {
			...body,
			...(custom_fields && { custom_fields: withFields(call, stored, custom_fields) }),
			user_modified_timestamp: call.clock.now(),
		});
		return ok(call.store.shownContact(contact));
	},
	'GET /get-contact/:id': (call) => ok(call.store.shownContact(contactOf(call))),
	'GET /get-contact-by-phone/:id': (call) =>
		ok(call.store.shownContact(found(call, 'contact', (id) => call.store.contactOf(id)))),
	'POST /list-contacts': (call) => {
		const { filter_criteria, search_query = '', sort_order, skip = 0, ...page } = bodyOf(call, listContacts, true);
		const matches = compile(filter_criteria ?? {}, call.quirks);
		const found = call.store
			.contacts()
			.map((contact) => call.store.shownContact(contact))
			.filter((contact) => matches(contact) && isFound(contact, search_query));
		const place = ({ last_conversation_timestamp: value = 0, contact_id: id }: Contact) => ({ value, id });
		const order = sort_order === 'asc' ? 'ascending' : 'descending';
		const all = pageOf('contacts', found, place, { sort_order: order, limit: Infinity }).items;
		const shown = pageOf('contacts', all.slice(skip), place, { ...page, sort_order: order });
		return ok({ ...shown, total: found.length });
	},
	'DELETE /delete-contact/:id': (call) => {
		const contact = contactOf(call);
		if (contact.external_id !== undefined && call.store.crmConfig().app_id !== undefined)
			throw new Refusal(400, 'Cannot delete a contact linked to a CRM record while two-way sync is active');
		call.store.deleteContact(contact.contact_id);
		return { status: 204 };
	},
	'GET /list-contact-conversations/:id': withQuery(pageQuery, (call, query) => {
		const place = (row: Conversation) => ({
			value: row.start_timestamp ?? 0,
			id: row.type === 'chat' ? row.chat_id : row.call_id,
		});
		return ok(pageOf('contact-conversations', call.store.conversationsOf(contactOf(call)), place, query));
	}),
	'GET /get-crm-config': (call) => ok(call.store.crmConfig()),
} satisfies Routes;
