import { readList } from '../../retell/paging';
import { isTime } from '../../retell/simplify';
import type { Chat } from '../../retell/types';
import { startsOf, type Candidate } from './candidates';
import type { PollState } from './state';
import type { Server, Settings } from './types';

/** How far back chats in error are looked for, by their start, in ms. */
export const ERRORED_REACH = 96 * 3_600_000;

type Fits = Pick<Settings, 'fits'>;

/**
 * Chats in error need not have an end time: they are found by their start, and remembered by id. What
 * is known from before is kept when they cannot be read; those found first are not delivered.
 */
export async function findErrored(
	server: Server,
	{ includeErrored, ...settings }: Settings,
	{ errored: known, startedAt = -Infinity }: PollState,
): Promise<{ candidates: Candidate[]; known?: Record<string, number>; failure?: unknown }> {
	if (!includeErrored || server.timeLeft() <= 0) return { candidates: [], known: includeErrored ? known : undefined };
	const now = server.now();
	try {
		if (!known) return { candidates: [], known: await primed(server, settings, Infinity) };
		const chats = await listErrored(server, settings, now - ERRORED_REACH);
		// One that ended before the start is old, however late it shows.
		const fresh = chats.filter(({ end_timestamp: end }) => !isTime(end) || end >= startedAt);
		return { candidates: fresh.map((chat) => ({ chat, time: timeOf(chat) ?? now })), known };
	} catch (failure) {
		// What takes longer than the time that a slow server left over is no failure.
		return { candidates: [], known, failure: server.timeLeft() > 0 ? failure : undefined };
	}
}

/** The chats in error that ended, or without an end began, before `start`: they are never delivered. */
export async function primed(server: Server, settings: Fits, start: number): Promise<Record<string, number>> {
	const chats = await listErrored(server, settings, server.now() - ERRORED_REACH);
	return startsOf(chats.filter((chat) => (timeOf(chat) ?? 0) < start));
}

async function listErrored(server: Server, settings: Fits, from: number): Promise<Chat[]> {
	return await readList(async (page) => await server.listStarted('error', from, page), {
		// What began before (the server may ignore that filter) is not remembered for long enough.
		accepts: (chat) =>
			chat.chat_status === 'error' && isTime(chat.start_timestamp) && chat.start_timestamp >= from && settings.fits(chat),
	});
}

/** The end of a chat; of one without an end, its start. */
function timeOf({ end_timestamp: end, start_timestamp: start }: Chat): number | undefined {
	return [end, start].find(isTime);
}
