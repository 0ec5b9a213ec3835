/** Where Retell's behaviour is unknown, differs from its reference, or was seen to vary. */
export interface Quirks extends WebhookQuirks {
	/** Whether the range operator `bt` includes its bounds (undocumented). Default true. */
	rangeIncludesBounds: boolean;
	/** What include_total brings: the count, nothing, or a wrong count. Default 'right'. */
	totals: 'right' | 'absent' | 'wrong';
	/** Rows in a page of chats at most, whatever is asked for. Default 1000. */
	largestPage: number;
	/** IDs of chats of which neither lists nor their filters know the start (undocumented: it is optional). */
	chatsWithoutStart: string[];
	/** Answer to an unknown id: 422 as documented, or 404 as seen live. Default 422. */
	unknownId: 404 | 422;
	/** Where the words stand when a request fails validation: as seen live, or as documented. Default 'error_message'. */
	validation: 'error_message' | 'message';
	/** Phone numbers without an A2P 10DLC registration: Retell lets no agent text from them [seen live]. */
	unregisteredNumbers: string[];
	/** How a contact is refused whose number has one (undocumented). Default 409. */
	contactExists: 400 | 409 | 422;
	/** The Date header: the sandbox clock, none, or the clock plus so many ms. Default 'clock'. */
	dateHeader: 'clock' | 'none' | number;
	/** So long after its end an ended chat still shows no end_timestamp, ms. Default 0; null: for ever. */
	endTimestampDelayMs: number | null;
	/** So long after its start or its end a chat does not show it in the list, ms (0 to 5,000). Default 0. */
	listLagMs: number;
	/** Whether a chat without messages shows an empty transcript, or none (undocumented). Default true. */
	emptyTranscriptShown: boolean;
	/** Names of filter criteria (`end_timestamp`, `agent`...) the server takes no notice of. */
	ignoreFilters: string[];
	/** A change to a published version (undocumented): a 400, or a new draft with it. Default 'refuse'. */
	updatePublished: 'refuse' | 'draft';
	/** Whether a version that is published can be deleted (undocumented). Default 'delete'. */
	deletePublished: 'refuse' | 'delete';
	/** Whether publishing takes effect (seen live: a 2xx, and the version stayed a draft). Default true. */
	publishTakesEffect: boolean;
	/**
	 * What update-chat does with attributes that it does not name (undocumented): they go, or they stay. If
	 * they stay, a null may remove one; else it is refused, as documented. Default 'replaced'.
	 */
	attributes: 'replaced' | 'merged' | 'merged, null removes';
}

/** The open questions about webhooks. */
export interface WebhookQuirks {
	/** What the header says of a body, which is JSON whatever it says; null: no such header. */
	contentType: string | null;
	/** Whether chat_inbound names the future chat (retell-sdk: yes; Retell's guide: no). Default true. */
	inboundChatId: boolean;
}

/** The behaviour of the reference, where there is one. */
export function defaultQuirks(): Quirks {
	return {
		rangeIncludesBounds: true,
		totals: 'right',
		largestPage: 1000,
		chatsWithoutStart: [],
		unknownId: 422,
		validation: 'error_message',
		unregisteredNumbers: [],
		contactExists: 409,
		dateHeader: 'clock',
		endTimestampDelayMs: 0,
		listLagMs: 0,
		emptyTranscriptShown: true,
		ignoreFilters: [],
		updatePublished: 'refuse',
		deletePublished: 'delete',
		publishTakesEffect: true,
		attributes: 'replaced',
		contentType: 'application/json',
		inboundChatId: true,
	};
}
