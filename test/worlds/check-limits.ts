import type { Breach } from './checks.ts';
import { isCalm } from './expected.ts';
import { MINUTE, SECOND } from '../../tools/times.ts';
import { isQuiet, shownAt, type WorldPlan } from './plan.ts';
import type { PollRecord, WorldRecord } from './record.ts';

const LARGEST_STATE = 200_000;
const BUDGET_UNSAID = 45 * SECOND;
/** What of its time a poll may use, as promised. */
const SHARE_OF_BUDGET = 0.9;

/** Caps, budgets, numbers of requests, the size of the state. */
export function checkLimits(record: WorldRecord): Breach[] {
	return [...record.polls.flatMap((poll) => limitsOf(record, poll)), ...idle(record), ...drain(record)];
}

function limitsOf({ plan }: WorldRecord, poll: PollRecord): Breach[] {
	const { number, items, requests, settings, startedAt, endedAt, stateSize } = poll;
	const breach = (kind: string, text: string) => [{ kind, text: `poll ${number}: ${text}` }];
	const rows = requests.reduce((sum, request) => sum + request.rows, 0);
	// A poll can tell the time by the host's clock alone.
	const hostJumped = plan.hostClock.some(({ at }) => at > startedAt && at < endedAt);
	const budget = SHARE_OF_BUDGET * budgetOf(plan, poll);
	const lists = requests.filter(({ path }) => !path.startsWith('/get-chat')).length;
	const most = 12 + 3 * Math.ceil(rows / plan.pageCap);
	return [
		...(items.length > settings.maxChatsPerPoll
			? breach('cap', `${items.length} items, ${settings.maxChatsPerPoll} allowed`)
			: []),
		...(endedAt - startedAt > budget && !hostJumped
			? breach('budget', `took ${endedAt - startedAt} ms of ${budget}`)
			: []),
		...(stateSize > LARGEST_STATE ? breach('state', `left a state of ${stateSize} characters`) : []),
		...(isCalm(poll) && lists > most ? breach('requests', `${lists} list requests for ${rows} rows`) : []),
	];
}

/** What n8n told the poll of its time, and at an activation what it has; nothing limits a manual fetch. */
export function budgetOf({ budgetMs, persistence }: WorldPlan, { activating, manual }: PollRecord): number {
	if (manual) return Infinity;
	if (budgetMs === null) return BUDGET_UNSAID;
	if (activating) return 36 * SECOND;
	return persistence === 'default' ? 5 * MINUTE : budgetMs;
}

/** Where nothing goes wrong, all that waits comes with few polls, and few requests. */
function drain({ plan, polls, deliveries }: WorldRecord): Breach[] {
	const [settings] = plan.settings;
	if (!isQuiet(plan) || !settings) return [];
	const { lookbackMinutes, event, analysisTimeout } = settings.value;
	const waits = event === 'chatAnalyzed' ? Math.max(40, analysisTimeout) : 0;
	// All chats are there, with their analyses or without.
	const complete = Math.max(...plan.chats.map((chat) => shownAt(chat) + waits * MINUTE));
	const last = deliveries.at(-1)?.poll.number ?? 0;
	const after = polls.filter(({ number, startedAt }) => startedAt > complete && number <= last).length;
	const mostPolls = (2 * plan.chats.length) / settings.value.maxChatsPerPoll + 60;
	// Twelve requests for a page of chats: two to read it, and one with each of ten polls whose look-back, of ten minutes, reaches
	// it. Where more polls look back at a chat, since the look-back is longer than ten polls are apart, or since chats before it
	// wait for their analyses, no trigger could keep to that: each of those polls has to read it again.
	const rereads = Math.max(10, Math.ceil(((lookbackMinutes + waits) * MINUTE) / plan.intervalMs));
	const lists = polls.flatMap(({ requests }) => requests).filter(({ path }) => !path.startsWith('/get-chat')).length;
	const most = ((2 + rereads) * plan.chats.length) / plan.pageCap + 4 * polls.length;
	return [
		...(after > mostPolls ? [{ kind: 'drain', text: `${after} polls to deliver what waited` }] : []),
		...(lists > most
			? [{ kind: 'requests', text: `${lists} list requests in ${polls.length} polls for ${plan.chats.length} chats` }]
			: []),
	];
}

/** A poll that finds nothing costs one request; every half hour, and after a start, a sweep may add two. */
function idle({ plan, polls, closedAt }: WorldRecord): Breach[] {
	const quiet = polls.filter(
		(poll) =>
			poll.outcome === 'nothing' &&
			isCalm(poll) &&
			!poll.activating &&
			poll.requests.every(({ rows }) => rows < plan.pageCap),
	);
	const needed = (poll: PollRecord) => 1 + (poll.settings.includeErrored ? 1 : 0);
	const sweeps = quiet.filter((poll) => poll.requests.length > needed(poll)).length;
	const processes = new Set(polls.map(({ process }) => process)).size;
	// Where publishing met an outage, one later poll of a process sets the beginning as well.
	const dear = quiet.filter((poll) => poll.requests.length > needed(poll) + 2).at(processes);
	const first = polls[0]?.startedAt ?? closedAt;
	const allowed =
		2 + processes + polls.filter(({ activating }) => activating).length + (closedAt - first) / (30 * MINUTE);
	return [
		...(dear
			? [{ kind: 'idle', text: `poll ${dear.number} took ${dear.requests.length} requests to find nothing` }]
			: []),
		...(sweeps > allowed ? [{ kind: 'idle', text: `${sweeps} idle polls took more requests than one` }] : []),
	];
}
