import { readPages } from '../../retell/paging';
import { isTime } from '../../retell/simplify';
import type { Chat } from '../../retell/types';
import { startsOf, type Candidate } from './candidates';
import type { PollState } from './state';
import type { Server, Settings } from './types';

/** How far back chats in error are looked for, by their start, in ms. */
export const ERRORED_REACH = 96 * 3_600_000;

type Fits = Pick<Settings, 'fits'>;

/** What a look for chats in error found. */
interface Found {
	candidates: Candidate[];
	/** As `errored` in the state. */
	known?: Record<string, number>;
	/** As `erroredFrom` in the state. */
	from?: number;
	failure?: unknown;
}

/**
 * Chats in error need not have an end time: they are found by their start, and remembered by id. What
 * is known from before is kept when they cannot be read; those found first are not delivered. Where
 * the time is over before the list, the next poll goes on there.
 */
export async function findErrored(
	server: Server,
	{ includeErrored, ...settings }: Settings,
	{ errored: known, erroredFrom: from, startedAt = -Infinity }: PollState,
): Promise<Found> {
	if (!includeErrored) return { candidates: [] };
	const now = server.now();
	const oldest = now - ERRORED_REACH;
	const chats: Chat[] = [];
	// One that ended before the start is old, however late it shows.
	const found = () =>
		chats
			.filter(({ end_timestamp: end }) => !isTime(end) || end >= startedAt)
			.map((chat) => ({ chat, time: timeOf(chat) ?? now }));
	try {
		if (server.timeLeft() <= 0) return { candidates: [], known, from };
		if (!known) return { candidates: [], known: await primed(server, settings, Infinity) };
		for await (const page of erroredPages(server, settings, Math.max(oldest, from ?? oldest))) chats.push(...page);
		return { candidates: found(), known };
	} catch (failure) {
		// What takes longer than the time that a slow server left over is no failure.
		if (server.timeLeft() > 0) return { candidates: [], known, from, failure };
		const newest = chats.reduce((time, { start_timestamp: start }) => Math.max(time, start ?? time), from ?? oldest);
		return { candidates: found(), known, from: newest };
	}
}

/** The chats in error that ended, or without an end began, before `start`: they are never delivered. */
export async function primed(server: Server, settings: Fits, start: number): Promise<Record<string, number>> {
	const known: Record<string, number> = {};
	for await (const page of erroredPages(server, settings, server.now() - ERRORED_REACH)) {
		Object.assign(known, startsOf(page.filter((chat) => (timeOf(chat) ?? 0) < start)));
	}
	return known;
}

/** In the order of their starts. */
function erroredPages(server: Server, settings: Fits, from: number): AsyncGenerator<Chat[]> {
	return readPages(async (page) => await server.listStarted('error', from, 'ascending', page), {
		// What began before (the server may ignore that filter) is not remembered for long enough.
		accepts: (chat) =>
			chat.chat_status === 'error' && isTime(chat.start_timestamp) && chat.start_timestamp >= from && settings.fits(chat),
	});
}

/** The end of a chat; of one without an end, its start. */
function timeOf({ end_timestamp: end, start_timestamp: start }: Chat): number | undefined {
	return [end, start].find(isTime);
}
