import type { Chat } from '../../retell/types';
import { byTime, isReady, startsOf, withoutOld, type Candidate } from './candidates';
import { withDetails } from './details';
import { ERRORED_REACH, findErrored, primed } from './errored';
import { readWhole, type EndedChat } from './oneWindow';
import { withShare } from './pace';
import { advance, stateFrom, SWEEP_REACH, type PollState } from './state';
import type { Delivery, Server, Settings } from './types';
import { findUndated, undatedAfter, undatedAtStart } from './undated';
import { readOldest } from './windows';

const MINUTE = 60_000;
const SWEEP_EVERY = 30 * MINUTE;
/** What of a poll's time must be left for a sweep, and for the look for chats without an end time. */
const SWEEP_TIME = 0.35;
const LOOK_TIME = 0.25;
/** Of its time a poll uses so much for lists, if it has to read transcripts, too. */
const TIME_FOR_LISTS = 0.5;

export interface Polled {
	deliveries: Delivery[];
	state: PollState;
	/** End time from which on chats wait for the next polls; Infinity if none does. */
	waitingFrom: number;
}

/**
 * The first poll: delivers nothing, and sets from when on chats are delivered.
 *
 * @param publishedAgo tells how long ago the workflow was published, if Retell could not be asked then, in ms
 */
export async function startPolling(server: Server, settings: Settings, publishedAgo: () => number): Promise<PollState> {
	// The server's clock is known from its first answer on, which can take several tries.
	await server.list({ low: Math.floor(server.now()), high: Infinity }, { limit: 1 });
	const ago = Math.max(0, publishedAgo());
	const now = server.now();
	const start = Math.floor(now - ago - settings.startFrom);
	const state = stateFrom(start, now, settings.fingerprint);

	// The clock of the answers is exact to a second only: what has ended is no news.
	const isFresh = ago === 0 && settings.startFrom === 0;
	const past = isFresh ? await readWhole(server, { low: start, high: Infinity }) : [];
	const from = isFresh ? Infinity : start;
	return {
		...state,
		seen: Object.fromEntries(past.map((chat) => [chat.chat_id, chat.end_timestamp])),
		...(settings.includeErrored && { errored: await primed(server, settings, from) }),
		undated: await undatedAtStart(server, settings, from),
	};
}

/**
 * One poll: what ended since, oldest first, and the state for the next poll.
 *
 * What is found and cannot go yet (too many, no analysis yet, details missing) holds back the start
 * of the next scan. So nothing has to be remembered but what was delivered.
 *
 * @throws what the server threw, if nothing could be delivered because of it; the state stays.
 */
export async function poll(server: Server, settings: Settings, before: PollState): Promise<Polled> {
	const state = refiltered(before, settings);
	const time = server.timeLeft();
	const isNew = (chat: Chat, known: Known = state) => settings.fits(chat) && !wasDelivered(known, chat);
	const scanned = await readOldest(
		withShare(server, settings.includeTranscript ? TIME_FOR_LISTS : 1),
		{ from: state.scanFrom, span: state.span, startedFrom: state.startedFrom },
		{
			chats: settings.maxChats,
			counts: (chat) => isNew(chat) && isReady({ chat, time: chat.end_timestamp }, server.now(), settings),
		},
	);
	const late = scanned.coveredTo === Infinity ? await findLate(server, settings, state, time) : nothingLate(state);
	const errored = await findErrored(server, settings, state);
	const known = { ...state, errored: errored.known, undated: late.undated.known };

	const candidates = [...scanned.chats, ...late.chats].map((chat): Candidate => ({ chat, time: chat.end_timestamp }));
	candidates.push(...late.undated.candidates, ...errored.candidates);
	const found = [...new Map(candidates.map((candidate) => [candidate.chat.chat_id, candidate])).values()]
		.filter(({ chat }) => isNew(chat, known))
		.sort(byTime);
	const ready = found.filter((candidate) => isReady(candidate, server.now(), settings));
	const { deliveries, failure = errored.failure ?? scanned.failure } = await withDetails(
		server,
		settings,
		ready.slice(0, settings.maxChats),
	);
	if (failure !== undefined && deliveries.length === 0) throw failure;

	const ids = new Set(deliveries.map(({ chat }) => chat.chat_id));
	const now = server.now();
	const endOf = ({ chat, time }: Candidate) => (ids.has(chat.chat_id) || !hasEnd(chat) ? [] : [time]);
	const waitingFrom = ready.flatMap(endOf).reduce((from, end) => Math.min(from, end), scanned.coveredTo + 1);
	const next = advance(state, {
		newestEnd: scanned.newestEnd,
		beganAt: server.beganAt(),
		waitingFrom,
		span: scanned.span,
		isSlow: scanned.isSlow,
		startedFrom: scanned.startedFrom,
		held: found.flatMap(endOf),
		delivered: found
			.filter(({ chat }) => ids.has(chat.chat_id) && hasEnd(chat))
			.map(({ chat, time }) => [chat.chat_id, time]),
		lookback: settings.lookback,
	});
	// As they were listed: by that they were found, and would be again.
	const delivered = found.filter(({ chat }) => ids.has(chat.chat_id)).map(({ chat }) => chat);
	return {
		deliveries,
		state: {
			...next,
			sweptAt: late.swept ? now : state.sweptAt,
			errored: known.errored && withoutOld({ ...known.errored, ...startsOf(delivered.filter(isErrored)) }, now - 2 * ERRORED_REACH),
			erroredFrom: errored.from,
			undated: known.undated && undatedAfter(known.undated, delivered.filter((chat) => !hasEnd(chat) && !isErrored(chat)), now),
		},
		waitingFrom,
	};
}

/** How many chats ended at `from` or later, as the server counts them; undefined if it does not. */
export async function countWaiting(server: Server, from: number): Promise<number | undefined> {
	try {
		const { total } = await server.list({ low: from, high: Infinity }, { limit: 1, include_total: true });
		return total;
	} catch {
		return undefined;
	}
}

type Known = Pick<PollState, 'seen' | 'errored' | 'undated'>;

function wasDelivered({ seen, errored = {}, undated }: Known, { chat_id: id }: Chat): boolean {
	return [seen, errored, undated?.delivered ?? {}].some((known) => Object.hasOwn(known, id));
}

/**
 * With another filter, other chats of the past come into view: they are not looked for. A quiet
 * trigger has its newest end far in the past, so it goes on where the last poll has read to.
 */
function refiltered(state: PollState, { fingerprint }: Settings): PollState {
	if (state.fingerprint === fingerprint) return state;
	const { seenFrom, scanFrom, owedFrom = scanFrom, readTo = owedFrom } = state;
	const from = Math.max(seenFrom, owedFrom, readTo);
	return {
		...state,
		fingerprint,
		seenFrom: from,
		scanFrom: Math.max(scanFrom, from),
		owedFrom: from < scanFrom ? from : undefined,
		startedFrom: undefined,
		erroredFrom: undefined,
	};
}

interface Late {
	chats: EndedChat[];
	undated: Awaited<ReturnType<typeof findUndated>>;
	swept: boolean;
}

function nothingLate({ undated }: PollState): Late {
	return { chats: [], undated: { candidates: [], known: undated }, swept: false };
}

/**
 * Looks, now and then, for chats that Retell shows long after their end, or without one. It is an
 * extra: what goes wrong with it is left to the next time, and so is all of it if there is little time.
 *
 * @param time what the whole poll had, in ms
 */
async function findLate(server: Server, settings: Settings, state: PollState, time: number): Promise<Late> {
	const { undated: known, sweptAt, seenFrom, maxEnd, scanFrom, owedFrom = scanFrom } = state;
	const nothing = nothingLate(state);
	const isDue = known === undefined || Math.abs(server.now() - sweptAt) >= SWEEP_EVERY;
	if (!isDue || server.timeLeft() < SWEEP_TIME * time) return nothing;
	const window = { from: Math.max(seenFrom, maxEnd - SWEEP_REACH), to: owedFrom - 1 };
	const all = { chats: Infinity, counts: () => true };
	const { chats } = window.to < window.from ? nothing : await readOldest(withShare(server, TIME_FOR_LISTS), window, all);
	const undated = server.timeLeft() < LOOK_TIME * time ? nothing.undated : await findUndated(server, settings, state);
	return { chats, undated, swept: true };
}

function hasEnd(chat: Chat): boolean {
	return typeof chat.end_timestamp === 'number';
}

function isErrored(chat: Chat): boolean {
	return chat.chat_status === 'error';
}
