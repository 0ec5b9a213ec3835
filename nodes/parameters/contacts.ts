import type { INodeProperties } from 'n8n-workflow';

import { isRecord, textOf } from '../retell/values';
import { idInput } from './check/ids';
import { looksLikeNumber, phoneNumberInput } from './check/phoneNumbers';
import { BY_NUMBER, locatorField } from './locators';
import type { Parameters } from './parameters';

// Which contact is meant.

/** A contact by its phone number, or by its ID. */
export type ContactKey = { number: string } | { id: string };

export const contactIdField = locatorField(
	{ displayName: 'Contact', name: 'contactId', description: 'The contact, by its phone number or ID' },
	{ placeholder: 'Select a contact...', search: 'searchContacts' },
	BY_NUMBER,
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. contact_7c1d2e3f4a5b6c7d8e9f' },
);

export const contactNumberField: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. +14155550123',
	description:
		"The person's phone number, with a plus sign and the country code. Retell has at most one contact per number.",
};

/**
 * The contact that was selected, or typed in by number or ID. An AI agent may give either, whatever the mode.
 *
 * @throws Explained if it is empty, or neither
 */
export function readContactKey({
	get,
	getTemplate,
}: Pick<Parameters, 'get'> & { getTemplate: (name: string) => unknown }): ContactKey {
	const { name, displayName } = contactIdField;
	const value = get(name);
	const template = getTemplate(name);
	const isByNumber = isRecord(template) && template.mode === BY_NUMBER.name;
	if (isByNumber || looksLikeNumber(textOf(value))) return { number: phoneNumberInput(value, displayName) };
	return { id: idInput(value, displayName) };
}

/**
 * A number in E.164 form.
 *
 * @throws Explained for anything else
 */
export function readContactNumber({ get }: Pick<Parameters, 'get'>): string {
	return phoneNumberInput(get(contactNumberField.name), contactNumberField.displayName);
}
