import {
	NO_CHATS_MATCH,
	outcomes,
	SEE_FAILURE,
	stoppedAtMost,
	stoppedHalfWay,
	turnOffPreview,
	type Done,
} from '../../../../messages/cleaningUp';
import { readAgentNames } from '../../../../retell/api/agentNames';
import type { ChatFilter } from '../../../../retell/api/chatList';
import type { Chat } from '../../../../retell/api/types';
import { causeOf } from '../../../../retell/http/causes';
import { errorText } from '../../../../retell/nodeError';
import { inParallel } from '../../../../retell/parallel';
import { isoTime } from '../../../../retell/times';
import { isRecord } from '../../../../retell/values';
import { isOfOneChat, MOST_FAULTS } from '../../../run/faults';
import { asideHint } from '../../../run/listing';
import { perRun, type Item, type Run } from '../../../run/operation';
import { Unfinished } from '../../../run/unfinished';
import { MAX_CHATS, PREVIEW_ONLY, readCleanUp } from './cleanUpFields';
import { readMatchingChats } from './listing';

// What "End Many" and "Delete Many" have in common: many chats, of which each may fail by itself.

interface CleanUp {
	/** What is done to the chats, as it stands in sentences and as the output's field. */
	verb: Done;
	filter: ChatFilter;
	/** Does it to a chat, and returns the fields of the output that show what came of it. */
	change: (chatId: string) => Promise<object>;
	/** The same fields for a chat to which nothing was done. */
	unchanged: object;
	/** The same fields for a preview, by what the list shows of the chat, and what else one decides by. */
	foresee: (chat: Chat) => object;
	/** The same fields for a chat that is not there any more. */
	gone: object;
	/** Asks Retell whether a chat is to be changed. `seen`: what a preview shows of what was found. */
	checkDue?: (chatId: string) => Promise<{ due: boolean | 'gone'; seen?: object }>;
}

/**
 * Works on the chats that a filter finds, the oldest first, and gives a row for each. A chat that
 * fails gets a row with its error, and the others go on.
 *
 * @throws Unfinished when nothing can be done for the rest either: the key was refused, or Retell
 * does not answer. Whatever was done until then is in its rows.
 */
export async function cleanUp(item: Item, task: CleanUp): Promise<object[]> {
	const { limit, preview } = readCleanUp(item);
	const chats = await findChats(item, task, { limit: task.checkDue ? Infinity : limit, preview });
	const rows: Row[] = [];
	const claimed = new Set<number>();
	let faultsInARow = 0;
	let stopped: { reason: unknown } | undefined;

	const claim = (index: number) => {
		if (claimed.size < limit) claimed.add(index);
		return claimed.has(index);
	};
	const workOn = async ({ index, chat_id, foreseen, ...rest }: Found) => {
		const row = (changes: object, failure: string | null = null) => {
			rows[index] = { chat_id, ...rest, ...changes, preview, failure };
		};
		if (stopped || claimed.size >= limit) return;
		try {
			const { due, seen } = (await task.checkDue?.(chat_id)) ?? { due: true };
			if (due && !claim(index)) return;
			if (due === 'gone') row(task.gone);
			else if (due) row(preview ? { ...foreseen, ...seen } : await task.change(chat_id));
			faultsInARow = 0;
		} catch (thrown) {
			const cause = causeOf(thrown);
			// A chat that Retell refuses says nothing about the others.
			faultsInARow = cause === 'temporarily-unavailable' ? faultsInARow + 1 : 0;
			if (isOfOneChat(thrown) && claim(index)) row(task.unchanged, errorText(thrown));
			if (!isOfOneChat(thrown) || faultsInARow >= MOST_FAULTS) stopped ??= { reason: thrown };
		}
	};

	await inParallel(chats, item.run.parallel, workOn);
	// Without the gaps of the chats that were not due.
	const done = rows.flat();
	if (!stopped) return done;
	const failed = done.filter(({ failure }) => failure !== null).map(({ chat_id }) => chat_id);
	throw new Unfinished(done, stopped.reason, stoppedHalfWay(task.verb, countOutcomes(task.verb, done), failed));
}

interface Found {
	index: number;
	chat_id: string;
	agent_id: string | null;
	started_at: string | null;
	/** What a preview says of it. */
	foreseen: object;
}

interface Row extends Omit<Found, 'foreseen' | 'index'>, Record<string, unknown> {
	preview: boolean;
	/** Why it failed. Not `error`, which n8n takes for the failure of the node. */
	failure: string | null;
}

/** Finds all of them before the first is changed, since a change can move the pages of a list. */
async function findChats(
	item: Item,
	{ filter, foresee, unchanged }: CleanUp,
	{ limit, preview }: { limit: number; preview: boolean },
): Promise<Found[]> {
	const found = new Map<string, Chat>();
	const pages = readMatchingChats(item, filter, { limit, limitedBy: MAX_CHATS, sortOrder: 'ascending' });
	for await (const page of pages) for (const chat of page) found.set(chat.chat_id, chat);
	const names = preview && found.size > 0 ? await agentNames(item.run) : undefined;
	return [...found.values()].map((chat, index) => {
		const { chat_id, agent_id, chat_status, start_timestamp, chat_analysis } = chat;
		return {
			index,
			chat_id,
			...(names && { agent_name: names.get(agent_id) ?? null, chat_status: chat_status ?? null }),
			started_at: isoTime(start_timestamp),
			...(names && { chat_summary: chat_analysis?.chat_summary ?? null }),
			agent_id: agent_id ?? null,
			foreseen: names ? foresee(chat) : unchanged,
		};
	});
}

/** For people who look at a preview. It must not fail because an agent's name is missing. */
const agentNames = perRun(async ({ send }) => await readAgentNames(send).catch(() => new Map<string, string>()));

/** Sums up what came out: `Chats: 48 ended, 2 failed. The items show why under "failure".` */
export function summaryOf(verb: Done, results: object[], run: Run): string {
	const rows = results.filter(isRecord).filter((row) => 'chat_id' in row);
	// Errors of the items themselves speak for themselves.
	if (rows.length === 0 && results.length > 0) return '';
	const notes = [rows.length > 0 ? outcomes(countOutcomes(verb, rows)) : NO_CHATS_MATCH];
	if (rows.some((row) => row.failure !== null)) notes.push(SEE_FAILURE);
	if (rows.some((row) => row.preview === true && row.already_ended !== true))
		notes.push(turnOffPreview(PREVIEW_ONLY, verb));
	const { items } = run;
	const [item] = items;
	if (item && items.length === 1 && rows.length >= readCleanUp(item).limit) {
		notes.push(stoppedAtMost(MAX_CHATS));
	}
	return [...notes, asideHint([], run)].filter(Boolean).join(' ');
}

/** By outcome, how many chats had it. */
function countOutcomes(verb: Done, rows: Array<Record<string, unknown>>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const row of rows) {
		const outcome = outcomeOf(verb, row);
		counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	}
	return counts;
}

function outcomeOf(verb: Done, row: Record<string, unknown>): string {
	if (row.failure !== null) return 'failed';
	if (row.already_ended === true) return 'already ended';
	if (row.preview === true) return `would be ${verb}`;
	if (row.gone === true || row.already_gone === true) return 'already deleted';
	return verb;
}
