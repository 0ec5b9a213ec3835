import type { PageRequest } from '../../retell/api/paging';
import type { Chat, Page } from '../../retell/api/types';

/** End times in ms since 1970, both included; with Infinity as `high` it is open towards the future. */
export interface Window {
	low: number;
	high: number;
	/** Only the chats that started at this time (ms since 1970) or later. */
	startedFrom?: number;
}

/** All that the poll asks of the world. It knows neither n8n nor HTTP. */
export interface ChatSource {
	/** One page of the chats whose end lies in the window, perhaps with some others. */
	list: (window: Window, page: PageRequest & { include_total?: boolean }) => Promise<Page<Chat>>;
	/** One page of the chats with a status that started at `from` (ms) or later, in the order of their starts. */
	listStarted: (
		status: 'ended' | 'error',
		from: number,
		order: 'ascending' | 'descending',
		page: PageRequest,
	) => Promise<Page<Chat>>;
	/** A chat with what was said, or "gone" if Retell does not have it any more. */
	details: (chatId: string) => Promise<Chat | 'gone'>;
	/** What earlier polls learned of the reading of details: kept in memory, and changed by each reading. */
	detailsMemory: DetailsMemory;
	/** Server time in ms since 1970, as far as it is known. */
	now: () => number;
	/** Server time when this poll began, in ms since 1970; undefined as long as no answer has told it. */
	beganAt: () => number | undefined;
	/** How much time this poll has left, in ms; 0 or less if it must end. */
	timeLeft: () => number;
	/** Whether a failure goes away by itself: an outage, and not a wrong key. */
	isTransient: (failure: unknown) => boolean;
	/** Whether Retell only asks to wait: a rate limit. */
	isRateLimit: (failure: unknown) => boolean;
	/** Whether a refusal may concern one chat alone: neither the key nor the server is to blame. */
	isOfOneChat: (failure: unknown) => boolean;
}

/** What a process knows of the reading of details. Times are the server's, in ms. */
export interface DetailsMemory {
	/** Since when no details at all could be read; undefined if some could be. */
	noneSince?: number;
	/** Since when those of single chats could not be read. */
	failing: Map<string, number>;
	/** Since when Retell refused those of single chats, as each reading since met some. */
	refusedSince?: number;
}

export interface Settings {
	event: 'chatEnded' | 'chatAnalyzed';
	/** Whether a listed chat is one of those asked for: a server may ignore a filter. */
	fits: (chat: Chat) => boolean;
	/** What every poll reads again before the newest end that it knows, in ms. */
	lookback: number;
	/** How long after its end a chat may wait for its analysis, in ms. */
	analysisTimeout: number;
	/** Most chats that one poll delivers. */
	maxChats: number;
	includeErrored: boolean;
	includeTranscript: boolean;
	/** How far back the first poll begins, in ms. */
	startFrom: number;
	/** Changes when chats of another past could come into view: another filter or credential. */
	fingerprint: string;
	/** Changes with the key or the server of the credential: it may be another workspace then, or the same one. */
	account: string;
}

/** A chat on its way to the workflow. */
export interface Delivery {
	chat: Chat;
	/** Delivered without analysis, which did not come in time. */
	analysisTimedOut: boolean;
	/** Delivered without what was said, which could not be read. */
	detailsUnavailable: boolean;
	/** Delivered without an end time, which Retell did not show in time. */
	endUnknown: boolean;
}
