/** Where Retell's behaviour is unknown, differs from its reference, or was seen to vary. */
export interface Quirks extends WebhookQuirks {
	/** Whether the range operator `bt` includes its bounds (undocumented). Default true. */
	rangeIncludesBounds: boolean;
	/** What include_total brings: the count, nothing, or a wrong count. Default 'right'. */
	totals: 'right' | 'absent' | 'wrong';
	/** Answer to an unknown id: 422 as documented, or 404 as seen live. Default 422. */
	unknownId: 404 | 422;
	/** Where the words stand when a request fails validation: as seen live, or as documented. Default 'error_message'. */
	validation: 'error_message' | 'message';
	/** Phone numbers without an A2P 10DLC registration: Retell lets no agent text from them [seen live]. */
	unregisteredNumbers: string[];
	/** The Date header: the sandbox clock, none, or the clock plus so many ms. Default 'clock'. */
	dateHeader: 'clock' | 'none' | number;
	/** So long after its end an ended chat still shows no end_timestamp, ms. Default 0; null: for ever. */
	endTimestampDelayMs: number | null;
	/** So long after its start or its end a chat does not show it in the list, ms (0 to 5,000). Default 0. */
	listLagMs: number;
	/** The largest body of a list request, in bytes (undocumented; a usual limit of servers). Default 100,000. */
	mostListBytes: number;
	/** Whether a chat without messages shows an empty transcript, or none (undocumented). Default true. */
	emptyTranscriptShown: boolean;
	/** Whether chats closed by silence are analysed (seen live: sometimes never). Default true. */
	analyseAutoClosed: boolean;
	/** Names of filter criteria (`end_timestamp`, `agent`...) the server takes no notice of. */
	ignoreFilters: string[];
	/** Calls that cost money answer 402. Default false. */
	trialEnded: boolean;
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
	/** Whether an agent's auto_close_message shows among the messages (undocumented). Default true. */
	autoCloseMessageShown: boolean;
	/**
	 * How a text with attachments shows (undocumented): as one `sms` message, or its words as a `user`
	 * message before an `sms` message with the attachments alone. Default 'sms'.
	 */
	mmsAs: 'sms' | 'user and sms';
}

/** The open questions about webhooks. */
export interface WebhookQuirks {
	/** What the header says of a body, which is JSON whatever it says; null: no such header. */
	contentType: string | null;
	/** Whether a repeat is signed anew, with a later `v`, or goes out as it was. Default true. */
	repeatsSignedAnew: boolean;
	/**
	 * The time in signatures: this machine's (a receiver allows five minutes, and knows no sandbox clock),
	 * the sandbox clock's, or this machine's plus so many ms. Default 'machine'.
	 */
	signatureTime: 'machine' | 'clock' | number;
	/** A chat's next event goes out while the one before is still unanswered. Default false. */
	eventsOverlap: boolean;
	/** Whether a rerun analysis sends chat_analyzed again. Default false: once per chat, as documented. */
	rerunTellsAgain: boolean;
	/** Whether bodies have an `event_timestamp` beside `event` (in one documented example). Default false. */
	eventTimestamp: boolean;
	/** Whether chat_inbound names the future chat (retell-sdk: yes; Retell's guide: no). Default true. */
	inboundChatId: boolean;
	/**
	 * A 2xx answer to chat_inbound with invalid values: as if it were empty, or as a failure, asked again
	 * and then void. Default 'void'.
	 */
	badAnswer: 'void' | 'repeat';
	/** An invalid agent_override alone ("may" reject, says the guide): void, or a reject. Default 'void'. */
	badOverride: 'void' | 'reject';
}

/** The behaviour of the reference, where there is one. */
export function defaultQuirks(): Quirks {
	return {
		rangeIncludesBounds: true,
		totals: 'right',
		unknownId: 422,
		validation: 'error_message',
		unregisteredNumbers: [],
		dateHeader: 'clock',
		endTimestampDelayMs: 0,
		listLagMs: 0,
		mostListBytes: 100_000,
		emptyTranscriptShown: true,
		analyseAutoClosed: true,
		ignoreFilters: [],
		trialEnded: false,
		updatePublished: 'refuse',
		deletePublished: 'delete',
		publishTakesEffect: true,
		attributes: 'replaced',
		autoCloseMessageShown: true,
		mmsAs: 'sms',
		contentType: 'application/json',
		repeatsSignedAnew: true,
		signatureTime: 'machine',
		eventsOverlap: false,
		rerunTellsAgain: false,
		eventTimestamp: false,
		inboundChatId: true,
		badAnswer: 'void',
		badOverride: 'void',
	};
}
