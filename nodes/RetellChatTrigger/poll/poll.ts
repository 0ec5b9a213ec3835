import type { Chat } from '../../retell/types';
import { isReady, withDetails, type Candidate } from './details';
import { ERRORED_REACH, findErrored, primed, startsOf } from './errored';
import { advance, stateFrom, SWEEP_REACH, type PollState } from './state';
import type { Delivery, Server, Settings } from './types';
import { readOldest, readWhole, type EndedChat } from './windows';

const MINUTE = 60_000;
const SWEEP_EVERY = 30 * MINUTE;

export interface Polled {
	deliveries: Delivery[];
	state: PollState;
}

/**
 * The first poll: hands over nothing, and sets from when on chats are handed over.
 *
 * @param publishedAgo tells how long ago the workflow was published, if Retell could not be asked then, in ms
 */
export async function startPolling(server: Server, settings: Settings, publishedAgo: () => number): Promise<PollState> {
	// The server's clock is known from its first answer on, which can take several tries.
	await server.list({ low: Math.floor(server.now()) }, { limit: 1 });
	const ago = Math.max(0, publishedAgo());
	const now = server.now();
	const start = Math.floor(now - ago - settings.startFrom);
	const state = stateFrom(start, now, settings.fingerprint);

	// The clock of the answers is exact to a second only: what has ended is no news.
	const isFresh = ago === 0 && settings.startFrom === 0;
	const past = isFresh ? await readWhole(server, { low: start }) : [];
	return {
		...state,
		seen: Object.fromEntries(past.map((chat) => [chat.chat_id, chat.end_timestamp])),
		...(settings.includeErrored && { errored: await primed(server, settings, isFresh ? Infinity : start) }),
	};
}

/**
 * One poll: what ended since, oldest first, and the state for the next poll.
 *
 * What is found and cannot go yet (too many, no analysis yet, details missing) holds back the start
 * of the next scan. So nothing has to be remembered but what was handed over.
 *
 * @throws what the server threw, if nothing could be handed over because of it; the state stays.
 */
export async function poll(server: Server, settings: Settings, before: PollState): Promise<Polled> {
	const state = refiltered(before, settings);
	const isNew = (chat: Chat) => settings.fits(chat) && !Object.hasOwn(state.seen, chat.chat_id);

	const canGo = (chat: EndedChat) =>
		isNew(chat) && isReady({ chat, time: chat.end_timestamp }, server.now(), settings);

	const scanned = await readOldest(server, scanStart(state, settings), settings.maxChats, canGo);
	const late = await sweep(server, settings, state, scanned.coveredTo);
	const errored = await findErrored(server, settings, state);
	const { known } = errored;

	const found = new Map<string, Candidate>();
	for (const chat of [...scanned.chats, ...late.chats]) found.set(chat.chat_id, { chat, time: chat.end_timestamp });
	for (const candidate of errored.candidates) found.set(candidate.chat.chat_id, candidate);
	for (const [id, { chat }] of found) {
		if (!isNew(chat) || (known && Object.hasOwn(known, id))) found.delete(id);
	}

	const candidates = [...found.values()].sort(byTime);
	const ready = candidates.filter((candidate) => isReady(candidate, server.now(), settings));
	const { deliveries, failure = errored.failure ?? scanned.failure } = await withDetails(
		server,
		settings,
		ready.slice(0, settings.maxChats),
	);
	// Out of time is no failure, as long as the next poll can go on from further on.
	const outOfTime = !server.hasTime() && scanned.coveredTo >= state.scanFrom;
	if (failure !== undefined && deliveries.length === 0 && !outOfTime) throw failure;

	const gone = new Set(deliveries.map(({ chat }) => chat.chat_id));
	const held = candidates.filter(({ chat }) => !gone.has(chat.chat_id));
	const now = server.now();
	const next = advance(state, {
		newestEnd: newest(scanned.chats, now),
		beganAt: server.beganAt(),
		coveredTo: scanned.coveredTo,
		held: held.filter(({ chat }) => hasEnd(chat)).map(({ time }) => time),
		delivered: candidates
			.filter(({ chat }) => gone.has(chat.chat_id) && hasEnd(chat))
			.map(({ chat, time }) => [chat.chat_id, time]),
		lookback: settings.lookback,
	});
	const erroredNow = deliveries.map(({ chat }) => chat).filter((chat) => chat.chat_status === 'error');
	return {
		deliveries,
		state: {
			...next,
			sweptAt: late.swept ? now : state.sweptAt,
			errored: known && withoutOld({ ...known, ...startsOf(erroredNow) }, now - 2 * ERRORED_REACH),
		},
	};
}

function withoutOld(times: Record<string, number>, oldest: number): Record<string, number> {
	return Object.fromEntries(Object.entries(times).filter(([, time]) => time >= oldest));
}

/** Where a scan starts: at the oldest of what was held back, and a look-back before the newest end. */
function scanStart({ seenFrom, scanFrom, maxEnd }: PollState, { lookback }: Settings): number {
	return Math.max(seenFrom, Math.min(scanFrom, maxEnd - lookback));
}

/**
 * With another filter, other chats of the past come into view: they are not looked for. A quiet
 * trigger has its newest end far in the past, so it goes on where the last poll has read to.
 */
function refiltered(state: PollState, { fingerprint }: Settings): PollState {
	if (state.fingerprint === fingerprint) return state;
	const { seenFrom, scanFrom, readTo = scanFrom } = state;
	return { ...state, fingerprint, seenFrom: Math.max(seenFrom, scanFrom, readTo) };
}

/**
 * Looks, now and then, for chats that became visible long after their end. It is an extra: what goes
 * wrong with it is left to the next time.
 */
async function sweep(
	server: Server,
	settings: Settings,
	state: PollState,
	coveredTo: number,
): Promise<{ chats: EndedChat[]; swept: boolean }> {
	const due = Math.abs(server.now() - state.sweptAt) >= SWEEP_EVERY;
	const window = {
		low: Math.max(state.seenFrom, state.maxEnd - SWEEP_REACH),
		high: scanStart(state, settings) - 1,
	};
	if (!due || coveredTo < Infinity || !server.hasTime()) return { chats: [], swept: false };
	if (window.high < window.low) return { chats: [], swept: true };
	const chats = await readWhole(server, window).catch((): EndedChat[] => []);
	return { chats, swept: true };
}

function byTime(a: Candidate, b: Candidate): number {
	return a.time - b.time || (a.chat.chat_id < b.chat.chat_id ? -1 : 1);
}

function newest(chats: EndedChat[], now: number): number {
	return chats.reduce((end, chat) => (chat.end_timestamp <= now ? Math.max(end, chat.end_timestamp) : end), 0);
}

function hasEnd(chat: Chat): boolean {
	return typeof chat.end_timestamp === 'number';
}
