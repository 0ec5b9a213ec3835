import { z } from 'zod';

/**
 * Where Retell's behaviour is unknown, differs from its reference, or was seen to vary. The defaults are the
 * behaviour of the reference, where there is one.
 */
export const quirks = z.strictObject({
	/** Whether the range operator `bt` includes its bounds (undocumented). */
	rangeIncludesBounds: z.boolean().default(true),
	/** What include_total brings: the count, nothing, or a wrong count. */
	totals: z.enum(['right', 'absent', 'wrong']).default('right'),
	/** Rows in a page of chats at most, whatever is asked for. */
	largestPage: z.number().int().min(1).default(1000),
	/** IDs of chats of which neither lists nor their filters know the start (undocumented: it is optional). */
	chatsWithoutStart: z.array(z.string()).default([]),
	/** Answer to an unknown id: 422 as documented, or 404 as seen live. */
	unknownId: z.union([z.literal(404), z.literal(422)]).default(422),
	/** Where the words stand when a request fails validation: as seen live, or as documented. */
	validation: z.enum(['error_message', 'message']).default('error_message'),
	/** Phone numbers without an A2P 10DLC registration: Retell lets no agent text from them [seen live]. */
	unregisteredNumbers: z.array(z.string()).default([]),
	/** How a contact is refused whose number has one (undocumented). */
	contactExists: z.union([z.literal(400), z.literal(409), z.literal(422)]).default(409),
	/** The Date header: the sandbox clock, none, or the clock plus so many ms. */
	dateHeader: z.union([z.enum(['clock', 'none']), z.number()]).default('clock'),
	/** So long after its end an ended chat still shows no end_timestamp, ms; null: for ever. */
	endTimestampDelayMs: z.number().nullable().default(0),
	/** So long after its start or its end a chat does not show it in the list, ms. */
	listLagMs: z.number().min(0).max(5_000).default(0),
	/** Whether a chat without messages shows an empty transcript, or none (undocumented). */
	emptyTranscriptShown: z.boolean().default(true),
	/** Names of filter criteria (`end_timestamp`, `agent`...) the server takes no notice of. */
	ignoreFilters: z.array(z.string()).default([]),
	/** A change to a published version (undocumented): a 400, or a new draft with it. */
	updatePublished: z.enum(['refuse', 'draft']).default('refuse'),
	/** Whether a version that is published can be deleted (undocumented). */
	deletePublished: z.enum(['refuse', 'delete']).default('delete'),
	/** Whether publishing takes effect (seen live: a 2xx, and the version stayed a draft). */
	publishTakesEffect: z.boolean().default(true),
	/**
	 * What update-chat does with attributes that it does not name (undocumented): they go, or they stay. If
	 * they stay, a null may remove one; else it is refused, as documented.
	 */
	attributes: z.enum(['replaced', 'merged', 'merged, null removes']).default('replaced'),
	/** What the header says of a webhook's body, which is JSON whatever it says; null: no such header. */
	contentType: z.string().nullable().default('application/json'),
	/** Whether chat_inbound names the future chat (retell-sdk: yes; Retell's guide: no). */
	inboundChatId: z.boolean().default(true),
});

export type Quirks = z.infer<typeof quirks>;

export function defaultQuirks(): Quirks {
	return quirks.parse({});
}
