import { isInTime, lost, publishedFrom } from './expected.ts';
import { checkFailures } from './check-failures.ts';
import { budgetOf, checkLimits } from './check-limits.ts';
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { fits, pagesPerPoll, shownAt, stampedEnd, type ChatPlan } from './plan.ts';
import type { Delivery, WorldRecord } from './record.ts';

/** A promise that was broken. */
export interface Breach {
	kind: string;
	text: string;
	chat?: string;
}

/** Everything in a world that should not have been. */
export function breachesOf(record: WorldRecord): Breach[] {
	return [
		...record.seen,
		...lost(record).map((chat) => ({ kind: 'loss', chat: chat.id, text: `${chat.id} never arrived` })),
		...repeated(record),
		...outOfOrder(record),
		...uninvited(record),
		...analysisHold(record),
		...checkFailures(record),
		...checkLimits(record),
	];
}

function byId(record: WorldRecord): Map<string, ChatPlan> {
	return new Map(record.plan.chats.map((chat) => [chat.id, chat]));
}

function repeated({ deliveries, forgottenByN8n }: WorldRecord): Breach[] {
	const times = new Map<string, Delivery[]>();
	for (const delivery of deliveries) {
		const { id } = delivery.item;
		times.set(id, [...(times.get(id) ?? []), delivery]);
	}
	return [...times].flatMap(([id, all]) => {
		if (all.length <= 1 + (forgottenByN8n.get(id) ?? 0)) return [];
		const polls = all.map(({ poll }) => poll.number).join(', ');
		return [{ kind: 'repetition', chat: id, text: `${id} arrived ${all.length} times, with polls ${polls}` }];
	});
}

/** Chats that showed in time must arrive in the order of their ends. */
function outOfOrder(record: WorldRecord): Breach[] {
	const { plan, deliveries } = record;
	const chats = byId(record);
	const breaches: Breach[] = [];
	const arrived = new Set<string>();
	let newest: { delivery: Delivery; end: number } | undefined;
	for (const delivery of deliveries) {
		const chat = chats.get(delivery.item.id);
		if (!chat || arrived.has(chat.id)) continue;
		arrived.add(chat.id);
		const end = stampedEnd(plan, chat);
		if (newest && end < newest.end && wasThere(record, chat, newest.delivery)) {
			const { item, poll } = newest.delivery;
			breaches.push({
				kind: 'order',
				chat: chat.id,
				text: `${chat.id} came with poll ${delivery.poll.number}, after ${item.id} with poll ${poll.number}, which ended later`,
			});
		}
		// A chat in error, or with an end in the future, says nothing about the others.
		const usual =
			chat.endStampOff === 0 && chat.status === 'ended' && chat.endShownAt !== null && (!newest || end > newest.end);
		if (usual) newest = { delivery, end };
	}
	return breaches;
}

/** Whether nothing kept a chat from going with an earlier poll. */
function wasThere(record: WorldRecord, chat: ChatPlan, { poll }: Delivery): boolean {
	const { event, includeTranscript } = poll.settings;
	if (chat.endStampOff !== 0 || chat.status === 'error' || chat.endShownAt === null || !isInTime(record, chat))
		return false;
	// A trigger that is behind does not look back before it has caught up: what shows after it was passed comes then.
	const isOutOfTime = poll.endedAt - poll.startedAt >= 0.85 * budgetOf(record.plan, poll);
	const isBehind = isOutOfTime || poll.items.length >= poll.settings.maxChatsPerPoll || pagesPerPoll(record.plan) < 30;
	if (isBehind && shownAt(chat) > passedAt(record, chat)) return false;
	if (shownAt(chat) > poll.startedAt || !fits(record.plan, chat, poll.settings)) return false;
	if (!record.epochs.every(({ settings }) => fits(record.plan, chat, settings))) return false;
	if (includeTranscript && poll.requests.some(({ faulty }) => faulty)) return false;
	if (record.lostByN8n.has(chat.id) || record.forgottenByN8n.has(chat.id)) return false;
	return event === 'chatEnded' || (chat.analysedAt !== null && chat.analysedAt <= poll.startedAt);
}

/** When the first poll began that delivered a chat which ended later: whatever showed before had to come with it. */
function passedAt({ plan, deliveries }: WorldRecord, chat: ChatPlan): number {
	const ends = new Map(plan.chats.map((each) => [each.id, stampedEnd(plan, each)]));
	const passing = deliveries.find(({ item }) => (ends.get(item.id) ?? 0) > stampedEnd(plan, chat));
	return passing?.poll.startedAt ?? Infinity;
}

/** Nothing that ended before the publishing, nothing that nobody asked for, nothing unknown. */
function uninvited(record: WorldRecord): Breach[] {
	const chats = byId(record);
	const since = publishedFrom(record)?.earliest ?? Infinity;
	return record.deliveries.flatMap(({ item: { id }, poll }) => {
		const chat = chats.get(id);
		const text = `poll ${poll.number} gave ${id}, which`;
		if (!chat) return [{ kind: 'unknown', text: `${text} is no chat` }];
		if (!fits(record.plan, chat, poll.settings))
			return [{ kind: 'misfit', chat: id, text: `${text} nobody asked for` }];
		// One that shows without its end cannot be told from a new one.
		const unclear =
			chat.endShownAt === null || (chat.status === 'error' && chat.endShownAt > Math.max(chat.visibleAt, chat.endsAt));
		if (stampedEnd(record.plan, chat) < since && !unclear)
			return [{ kind: 'old', chat: id, text: `${text} ended before the publishing` }];
		return [];
	});
}

/** "Chat analyzed": with the analysis, or marked when it is overdue, and not earlier. */
function analysisHold(record: WorldRecord): Breach[] {
	const { plan } = record;
	const chats = byId(record);
	const { dateHeader = 'clock' } = plan.quirks;
	return record.deliveries.flatMap(({ item, poll }) => {
		const chat = chats.get(item.id);
		if (!chat) return [];
		const breach = (text: string) => [
			{ kind: 'analysis', chat: item.id, text: `poll ${poll.number}: ${item.id} ${text}` },
		];
		if (poll.settings.event === 'chatEnded') return item.timedOut ? breach('is marked without waiting') : [];
		if (item.analysed) return item.timedOut ? breach('is marked although analysed') : [];
		if (!item.timedOut) return breach('lacks the analysis and the mark');
		const off = dateHeader === 'clock' ? 0 : dateHeader === 'none' ? Infinity : Math.abs(dateHeader);
		const waited = poll.serverTime - stampedEnd(plan, chat);
		// Nobody knows since when these wait.
		if (chat.endStampOff > 0 || chat.status === 'error') return [];
		// One without an end comes before it began so long ago that it is not looked for any more.
		const isLastCall = poll.serverTime - chat.startsAt > 22.9 * HOUR;
		if (isLastCall && (chat.endShownAt === null || chat.endShownAt > poll.startedAt)) return [];
		const early = poll.settings.analysisTimeout * MINUTE - waited - 1.5 * SECOND - off;
		if (early > 0) return breach(`was given up ${early} ms early`);
		return [];
	});
}
