import { z } from 'zod';
import type { CrmConfig } from './contacts.ts';
import {
	booleanFilter,
	enumFilter,
	keyedFilter,
	numericFilter,
	presentFilter,
	stringFilter,
} from './filter-schemas.ts';

// Bodies and queries of the calls about contacts (retell-sdk's types), unknown keys refused.

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const fields = {
	first_name: z.string().optional(),
	last_name: z.string().optional(),
	tags: z.array(z.string().min(1)).optional(),
	do_not_call: z.boolean().optional(),
	custom_fields: z.record(z.unknown()).optional(),
};

export const createContact = z.strictObject({
	phone_number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 format'),
	...fields,
});

export const updateContact = z.strictObject(fields);

const contactFilter = z
	.strictObject({
		contact_id: stringFilter,
		custom_fields: z.array(keyedFilter),
		do_not_call: booleanFilter,
		external_id: z.discriminatedUnion('type', [stringFilter, presentFilter]),
		last_conversation_timestamp: numericFilter,
		phone_number: stringFilter,
		tags: enumFilter,
	})
	.partial();

export type ContactFilter = z.infer<typeof contactFilter>;

export const listContacts = z
	.strictObject({
		filter_criteria: contactFilter,
		search_query: z.string(),
		sort_order: z.enum(['asc', 'desc']),
		limit: z.number().int().min(1).max(1000),
		skip: z.number().int().min(0),
		pagination_key: z.string(),
	})
	.partial()
	.refine(
		(body) => body.skip === undefined || body.pagination_key === undefined,
		'must NOT be valid: skip and pagination_key exclude each other',
	);

/** What is wrong with a value of a custom field; undefined if nothing is. A null clears any. */
export function wrongField(name: string, value: unknown, config: CrmConfig): string | undefined {
	const field = config.custom_fields?.find((each) => each.name === name);
	const where = `request/body/custom_fields/${name}`;
	if (!field) return `${where} is not a custom field of the CRM configuration`;
	if (value === null) return undefined;
	switch (field.type) {
		case 'number':
		case 'boolean':
		case 'string':
			return typeof value === field.type ? undefined : `${where} must be ${field.type}`;
		case 'enum':
			return field.options?.some((option) => option === value) ? undefined : `${where} must be one of its options`;
		case 'date':
			return isTime(value) && DAY.test(value) ? undefined : `${where} must be a date`;
		case 'datetime':
			return isTime(value) && !DAY.test(value) ? undefined : `${where} must be a date-time`;
	}
}

function isTime(value: unknown): value is string {
	return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
