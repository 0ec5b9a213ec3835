import type { Chat } from '../../retell/api/types';
import { isTime } from '../../retell/times';
import { byTime, isReady, type Candidate } from './candidates';
import { withDetails } from './details';
import { erroredAfter, erroredAtStart, findErrored, putOffErrored } from './errored';
import { readWhole, type EndedChat } from './oneWindow';
import { hasTimeFor, withPageTime, withShare } from './pageBudget';
import { advance, stateFrom, SWEEP_REACH, type PollState } from './state';
import type { Delivery, ChatSource, Settings } from './types';
import { findUndated, needsLook, undatedAfter, undatedAtStart } from './undated';
import { readOldest } from './windows';

const MINUTE = 60_000;
const SWEEP_EVERY = 30 * MINUTE;
/** What of a poll's time must be left for a sweep, and for the look for chats without an end time. */
const SWEEP_TIME = 0.35;
const LOOK_TIME = 0.25;
/** Of its time a poll uses so much for lists, if it has to read transcripts, too. */
const TIME_FOR_LISTS = 0.5;
/** Of the time that the scan left, each further list uses so much, if there are transcripts to read, too. */
const TIME_FOR_LOOK = 0.5;

/** So many of the chats that were delivered are asked for: some may be deleted. */
const MOST_ASKED = 3;

interface Polled {
	deliveries: Delivery[];
	state: PollState;
	/** End time from which on chats wait for the next polls; Infinity if none does. */
	waitingFrom: number;
	/** What went wrong, if nothing could be delivered because of it. What the poll learned counts all the same. */
	failure?: unknown;
}

/**
 * The first poll: delivers nothing, and sets from when on chats are delivered.
 *
 * @param publishedAgo returns how long ago the workflow was published, if Retell could not be asked then, in ms
 */
export async function startPolling(
	source: ChatSource,
	settings: Settings,
	publishedAgo: () => number,
): Promise<PollState> {
	// The server's clock is known from its first answer on, which can take several tries.
	await source.list({ low: Math.floor(source.now()), high: Infinity }, { limit: 1 });
	const ago = Math.max(0, publishedAgo());
	const now = source.now();
	// Before 1970 there are no chats, and far enough before it no dates.
	const start = Math.max(0, Math.floor(now - ago - settings.startFrom));
	const state = { ...stateFrom(start, now, settings.fingerprint), account: settings.account };

	// The clock of the answers is exact to a second only: what has ended is no news.
	const isFresh = ago === 0 && settings.startFrom === 0;
	const past = isFresh ? await readWhole(source, { low: start, high: Infinity }) : [];
	const from = isFresh ? Infinity : start;
	return {
		...state,
		seen: Object.fromEntries(past.map((chat) => [chat.chat_id, chat.end_timestamp])),
		...(await erroredAtStart(source, settings, state, from)),
		undated: await undatedAtStart(source, settings, from),
	};
}

/**
 * One poll: what ended since, oldest first, and the state for the next poll. If the server could not be asked
 * what ended, and nothing can be delivered, the failure is returned, and the state stays.
 *
 * What is found and cannot go yet (too many, no analysis yet, details missing) holds back the start
 * of the next scan. So nothing has to be remembered but what was delivered.
 */
export async function poll(retell: ChatSource, settings: Settings, before: PollState): Promise<Polled> {
	const source = withPageTime(retell);
	const isRefiltered =
		before.fingerprint !== settings.fingerprint || (await isOtherWorkspace(source, settings, before));
	const begun = { ...(isRefiltered ? refiltered(before, settings) : before), account: settings.account };
	const time = source.timeLeft();
	const isNew = (chat: Chat, known: Known = begun) => settings.fits(chat) && !wasDelivered(known, chat);
	const scanned = await readOldest(
		withShare(source, settings.includeTranscript ? TIME_FOR_LISTS : 1),
		{ from: begun.scanFrom, span: begun.span, startedFrom: begun.startedFrom },
		{
			chats: settings.maxChats,
			counts: (chat) => isNew(chat) && isReady({ chat, time: chat.end_timestamp }, source.now(), settings),
		},
	);
	// From here on, the server's clock is known.
	const state = isRefiltered ? withOldUndated(begun, settings, source.now()) : begun;
	// Where chats wait for their transcripts, no further list may use up the time for those.
	const isDelivering =
		settings.includeTranscript &&
		scanned.chats.some((chat) => isNew(chat) && isReady({ chat, time: chat.end_timestamp }, source.now(), settings));
	const hasCaughtUp = scanned.coveredTo === Infinity;
	const lookedBack = hasCaughtUp ? await lookBack(source, settings, state) : { chats: [], isWhole: false };
	const late = hasCaughtUp ? await findLate(source, settings, state, { time, isDelivering }) : nothingLate(state);
	const part = partFor(source, settings);
	const isPutOff = isDelivering && !state.erroredPutOff && !hasTimeFor(part, source.pageTime());
	const errored = isPutOff ? putOffErrored(state) : await findErrored(source, settings, state, part);
	const known = { ...state, ...errored.known, undated: late.undated.known };

	const candidates = [...scanned.chats, ...lookedBack.chats, ...late.chats].map((chat): Candidate => ({
		chat,
		time: chat.end_timestamp,
	}));
	// One in error that ended after all that was read comes with its window, in order.
	const isReached = ({ chat }: Candidate) => !hasEnd(chat) || chat.end_timestamp <= scanned.coveredTo;
	candidates.push(...late.undated.candidates, ...errored.candidates.filter(isReached));
	const found = [...new Map(candidates.map((candidate) => [candidate.chat.chat_id, candidate])).values()]
		.filter(({ chat }) => isNew(chat, known))
		.sort(byTime);
	const ready = found.filter((candidate) => isReady(candidate, source.now(), settings));
	const { deliveries, failure = errored.failure ?? scanned.failure } = await withDetails(
		source,
		settings,
		ready.slice(0, settings.maxChats),
	);
	if (scanned.failure !== undefined && deliveries.length === 0) {
		// What was too much for all of the time is remembered, or each poll would ask for it again.
		const { span = before.span } = source.timeLeft() > 0 ? {} : scanned;
		return { deliveries, state: { ...before, span }, waitingFrom: scanned.coveredTo + 1, failure };
	}

	const ids = new Set(deliveries.map(({ chat }) => chat.chat_id));
	const now = source.now();
	const endOf = ({ chat, time }: Candidate) => (ids.has(chat.chat_id) || !hasEnd(chat) ? [] : [time]);
	const waitingFrom = ready.flatMap(endOf).reduce((from, end) => Math.min(from, end), scanned.coveredTo + 1);
	const held = found.flatMap(endOf);
	const next = advance(state, {
		newestEnd: scanned.newestEnd,
		beganAt: source.beganAt(),
		waitingFrom,
		span: scanned.span,
		isSlow: scanned.isSlow,
		hasLookedBack: lookedBack.isWhole,
		startedFrom: scanned.startedFrom,
		held,
		delivered: found
			.filter(({ chat }) => ids.has(chat.chat_id) && hasEnd(chat))
			.map(({ chat, time }) => [chat.chat_id, time]),
		lookback: settings.lookback,
	});
	const heldFrom = held.reduce((from, end) => Math.min(from, end), next.seenFrom);
	// As they were listed: by that they were found, and would be again.
	const delivered = found.filter(({ chat }) => ids.has(chat.chat_id)).map(({ chat }) => chat);
	return {
		deliveries,
		state: {
			...next,
			sweptAt: late.swept ? now : state.sweptAt,
			sweep: late.sweep,
			...erroredAfter(errored.known, delivered.filter(isErrored), now, errored.ends, heldFrom),
			undated:
				known.undated &&
				undatedAfter(
					known.undated,
					delivered.filter((chat) => !hasEnd(chat) && !isErrored(chat)),
					now,
				),
		},
		waitingFrom,
		...(failure !== undefined && deliveries.length === 0 && { failure }),
	};
}

/**
 * Once all is read, looks back at what a look-back is owed for: what Retell showed there late ended before the rest,
 * and comes with it. What there is no time for, the next poll reads.
 */
async function lookBack(
	source: ChatSource & { pageTime: () => number },
	settings: Settings,
	{ scanFrom, owedFrom }: PollState,
): Promise<{ chats: EndedChat[]; isWhole: boolean }> {
	const part = partFor(source, settings);
	if (owedFrom === undefined || !hasTimeFor(part, source.pageTime())) return { chats: [], isWhole: false };
	const to = scanFrom - 1;
	const { chats, coveredTo } = await readOldest(part, { from: owedFrom, to }, { chats: Infinity, counts: () => true });
	return { chats, isWhole: coveredTo === to };
}

/** What of a server's time is for a further list. */
function partFor<Any extends ChatSource>(source: Any, { includeTranscript }: Settings): ChatSource {
	return includeTranscript ? withShare(source, TIME_FOR_LOOK) : source;
}

/** How many chats ended at `from` or later, as the server counts them; undefined if it does not. */
export async function countWaiting(source: ChatSource, from: number): Promise<number | undefined> {
	try {
		const { total } = await source.list({ low: from, high: Infinity }, { limit: 1, include_total: true });
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
 * Whether the credential holds the key of another workspace since. A key that shows what was delivered is another key of the
 * same one, whose chats must not be taken as old. Where nothing was delivered yet, nobody can tell: then nothing is left out.
 */
async function isOtherWorkspace(
	{ details, isTransient }: ChatSource,
	{ account }: Settings,
	{ account: before = account, seen }: PollState,
): Promise<boolean> {
	if (account === before) return false;
	const newestFirst = Object.entries(seen).sort(([, a], [, b]) => b - a);
	const asked = newestFirst.slice(0, MOST_ASKED);
	for (const [id] of asked) {
		const chat = await details(id).catch((failure: unknown) => {
			if (isTransient(failure)) throw failure;
			return undefined;
		});
		if (chat !== 'gone') return false;
	}
	return asked.length > 0;
}

/**
 * With another filter, other chats of the past come into view: they are not looked for. A quiet
 * trigger has its newest end far in the past, so it goes on where the last poll has read to.
 */
function refiltered(state: PollState, { fingerprint }: Settings): PollState {
	const { seenFrom, scanFrom, owedFrom = scanFrom, readTo = owedFrom } = state;
	const from = Math.max(seenFrom, owedFrom, readTo);
	return {
		...state,
		fingerprint,
		seenFrom: from,
		scanFrom: Math.max(scanFrom, from),
		owedFrom: from < scanFrom ? from : undefined,
		startedFrom: undefined,
		sweep: undefined,
	};
}

/** The same for what is found by its start: what is there, and was not found with the old filter, is old. */
function withOldUndated(state: PollState, { event, analysisTimeout }: Settings, now: number): PollState {
	const { scanFrom, owedFrom = scanFrom, undated } = state;
	// One of the old filter may still wait for its analysis.
	const oldTo = event === 'chatAnalyzed' ? Math.min(owedFrom, now - analysisTimeout) : owedFrom;
	return { ...state, erroredFrom: undefined, erroredOldTo: oldTo, undated: undated && { ...undated, oldTo } };
}

interface Late {
	chats: EndedChat[];
	undated: Awaited<ReturnType<typeof findUndated>>;
	/** As in the state. */
	sweep?: PollState['sweep'];
	/** Whether a sweep came to its end. */
	swept: boolean;
}

function nothingLate({ undated, sweep }: PollState): Late {
	return { chats: [], undated: { candidates: [], known: undated }, sweep, swept: false };
}

/**
 * Looks, now and then, for chats that Retell shows long after their end, or without one. It is an
 * extra: what goes wrong with it is left to the next time. What there is too little time for, the
 * next polls do.
 *
 * @param time what the whole poll had, in ms
 * @param isDelivering whether chats wait for their transcripts
 */
async function findLate(
	source: ChatSource & { pageTime: () => number },
	settings: Settings,
	state: PollState,
	{ time, isDelivering }: { time: number; isDelivering: boolean },
): Promise<Late> {
	const { undated: known, sweptAt } = state;
	const nothing = nothingLate(state);
	const isSweepDue = state.sweep !== undefined || Math.abs(source.now() - sweptAt) >= SWEEP_EVERY;
	const isLookDue = isSweepDue || needsLook(known, source.now());
	if (!isLookDue || source.timeLeft() < SWEEP_TIME * time) return nothing;
	const { chats, sweep } = isSweepDue ? await sweepOn(withShare(source, TIME_FOR_LISTS), state) : { chats: [] };
	const swept = isSweepDue && !sweep;
	const part = partFor(source, settings);
	const isPutOff = source.timeLeft() < LOOK_TIME * time || (isDelivering && !hasTimeFor(part, source.pageTime()));
	if (sweep || isPutOff) return { ...nothing, chats, sweep, swept };
	return { chats, undated: await findUndated(source, settings, state.undated, part), swept };
}

/** Reads again what ended before the look-back, as far as there is time. */
async function sweepOn(
	source: ChatSource,
	{ seenFrom, maxEnd, scanFrom, owedFrom = scanFrom, sweep }: PollState,
): Promise<Pick<Late, 'chats' | 'sweep'>> {
	const from = Math.max(seenFrom, maxEnd - SWEEP_REACH, sweep?.from ?? -Infinity);
	const to = owedFrom - 1;
	if (to < from) return { chats: [] };
	const { chats, coveredTo, span, isSlow } = await readOldest(
		source,
		{ from, to, span: sweep?.span },
		{ chats: Infinity, counts: () => true },
	);
	// A single ms with more chats than there is time for is skipped.
	const next = coveredTo < from && span === 1 ? from + 1 : coveredTo + 1;
	return { chats, ...(isSlow && next <= to && { sweep: { from: next, span } }) };
}

function hasEnd(chat: Chat): chat is EndedChat {
	return isTime(chat.end_timestamp);
}

function isErrored(chat: Chat): boolean {
	return chat.chat_status === 'error';
}
