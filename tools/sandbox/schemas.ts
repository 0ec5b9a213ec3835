import { z } from 'zod';
import { chatFilter } from './filter-schemas.ts';

// Bodies and queries of the calls, as strict as the reference and a little stricter: unknown keys are
// refused everywhere (Retell does so for update-chat alone), so that a client's slip shows.

const MAX_METADATA = 50_000;
const TAG = /^(latest|latest_published|(?!v\d+$)[a-z][a-z0-9_-]{0,19})$/;

const id = z.string().min(1);
const strings = z.record(z.string());
const metadata = z
	.record(z.unknown())
	.refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA, 'must not exceed 50 kB');

/** A turn in a chat's life that Retell tells its webhooks. */
export const milestone = z.enum(['chat_started', 'chat_ended', 'chat_analyzed', 'transcript_updated']);

export type Milestone = z.infer<typeof milestone>;

/** A number from 0, `latest`, `latest_published` or a tag; `"3"` and `"v3"` are neither. */
export const versionReference = z.union([
	z.number().int().min(0),
	z.string().regex(TAG, 'must match exactly one schema in oneOf'),
]);

export const createChat = z.strictObject({
	agent_id: id,
	agent_version: versionReference.optional(),
	metadata: metadata.optional(),
	retell_llm_dynamic_variables: strings.optional(),
});

export const createChatCompletion = z.strictObject({ chat_id: z.string(), content: z.string() });

const attribute = z.union([z.string(), z.number(), z.boolean()]);

export const updateChat = z
	.strictObject({
		metadata,
		data_storage_setting: z.enum(['everything', 'basic_attributes_only']),
		override_dynamic_variables: strings.nullable(),
		custom_attributes: z.record(attribute),
	})
	.partial();

/** Of a server on which null removes an attribute. */
export const updateChatOrRemove = updateChat.extend({ custom_attributes: z.record(attribute.nullable()).optional() });

/** E.164; only numbers of the USA that are not toll-free can text. */
const american = z
	.string()
	.regex(/^\+[1-9]\d{1,14}$/, 'must be a phone number in E.164 format')
	.regex(/^\+1(?!8(00|33|44|55|66|77|88))[2-9]\d{9}$/, 'must be a US number that is not toll-free');

export const createSmsChat = z.strictObject({
	from_number: american,
	to_number: american,
	override_agent_id: id.optional(),
	override_agent_version: versionReference.optional(),
	metadata: metadata.optional(),
	retell_llm_dynamic_variables: strings.optional(),
});

export const listChats = z
	.strictObject({
		filter_criteria: chatFilter,
		sort_order: z.enum(['ascending', 'descending']),
		limit: z.number().int().min(1).max(1000),
		skip: z.number().int().min(0),
		pagination_key: z.string(),
		include_total: z.boolean(),
	})
	.partial()
	.refine(
		(body) => body.skip === undefined || body.pagination_key === undefined,
		'must NOT be valid: skip and pagination_key exclude each other',
	);

/** The paging of the v2 lists, which goes in the query. */
export const pagingQuery = z
	.strictObject({
		limit: z.string().regex(/^\d+$/, 'must be integer').transform(Number).pipe(z.number().min(1).max(1000)),
		sort_order: z.enum(['ascending', 'descending']),
		pagination_key: z.string(),
	})
	.partial();

/** That of lists that have but one order. */
export const pageQuery = pagingQuery.omit({ sort_order: true });

export const listAgents = z
	.strictObject({
		filter_criteria: z
			.strictObject({
				// `type` is mandatory, although Retell's own example leaves it out.
				channel: z.strictObject({ type: z.literal('string'), op: z.literal('eq'), value: z.enum(['voice', 'chat']) }),
				query: z.string(),
			})
			.partial(),
	})
	.partial();

/** In a query everything is text: digits are a version number. */
export const versionQuery = z.strictObject({
	version: z
		.string()
		.transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
		.pipe(versionReference)
		.optional(),
});

/** Where only the number of a version will do. */
export const versionNumberQuery = z.strictObject({
	version: z.string().regex(/^\d+$/, 'must be integer').transform(Number),
});
