import type { Breach } from './checks.ts';
import { ORIGIN, shiftAt, shownAt, type ChatPlan, type WorldPlan } from './plan.ts';
import type { PollRecord, WorldRecord } from './record.ts';

/** Tells a world, line by line, as somebody who looks for the fault wants to read it. */
export function tell(record: WorldRecord, breaches: Breach[], { verbose = false } = {}): string {
	const { plan } = record;
	const concerned = new Set(breaches.flatMap(({ chat }) => chat ?? []));
	const chats = plan.chats.filter(({ id }) => verbose || concerned.has(id)).slice(0, verbose ? Infinity : 8);
	const lines = [
		...chats.map((chat) => ({ at: chat.endsAt, text: chatLine(plan, chat) })),
		...plan.faults.map((fault) => ({
			at: fault.from,
			text: `Retell: ${JSON.stringify({ ...fault, from: undefined, to: undefined })} until ${clock(fault.to)}`,
		})),
		...plan.hostClock.map(({ at, by }) => ({ at, text: `n8n's clock is ${by} ms off` })),
		...plan.serverClock.map(({ at, by }) => ({ at, text: `Retell's clock is ${by} ms off` })),
		...plan.engine.flatMap((event) =>
			event.kind === 'handOff' ? [{ at: event.at, text: `armed: ${event.accident}` }] : [],
		),
		...record.events,
		...record.epochs.map(({ at, settings }) => ({ at, text: `settings ${JSON.stringify(settings)}` })),
		...record.polls.map((poll) => ({ at: poll.startedAt, text: pollLine(poll, concerned) })),
	];
	return [
		headline(plan),
		...lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `  ${clock(at)} ${text}`),
		...breaches.slice(0, 20).map(({ kind, text }) => `  => ${kind}: ${text}`),
		...(breaches.length > 20 ? [`  => and ${breaches.length - 20} more`] : []),
	].join('\n');
}

function headline(plan: WorldPlan): string {
	const { seed, persistence, intervalMs, polls, chats, pageCap, quirks, budgetMs, parts } = plan;
	const world = `${persistence} engine, ${polls} polls every ${intervalMs / 60_000} min, ${chats.length} chats`;
	const server = `pages of ${pageCap}, ${JSON.stringify(quirks)}, budget ${budgetMs ?? 'unsaid'}`;
	return `World ${seed}: ${world}, ${server}\n  parts: ${parts.join(', ') || 'none'}`;
}

/** Time since the publishing. */
function clock(at: number): string {
	const ms = Math.abs(at - ORIGIN);
	const two = (value: number, digits = 2) => Math.floor(value).toString().padStart(digits, '0');
	const text = `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${two(ms % 1000, 3)}`;
	return at < ORIGIN ? `-${text}` : `+${text}`;
}

function chatLine(plan: WorldPlan, chat: ChatPlan): string {
	const notes = [
		chat.status === 'error' ? 'in error' : '',
		chat.endShownAt === null ? 'without an end time' : '',
		shownAt(chat) > chat.endsAt ? `showing at ${clock(shownAt(chat))}` : '',
		chat.endStampOff === 0 ? '' : `stamped ${chat.endStampOff} ms off`,
		shiftAt(plan.serverClock, chat.endsAt) === 0
			? ''
			: `stamped by a clock ${shiftAt(plan.serverClock, chat.endsAt)} ms off`,
		chat.analysedAt === null ? 'never analysed' : `analysed at ${clock(chat.analysedAt)}`,
		chat.deletedAt === undefined ? '' : `deleted at ${clock(chat.deletedAt)}`,
		`begun ${clock(chat.startsAt)}`,
	];
	return `${chat.id} of ${chat.agent} ends, ${notes.filter(Boolean).join(', ')}`;
}

function pollLine(poll: PollRecord, concerned: ReadonlySet<string>): string {
	const { number, process, activating, activation, manual, overlapped, accident } = poll;
	const { requests, items, outcome, error, startedAt, endedAt } = poll;
	const kind = manual ? 'manual fetch' : activating ? `activating poll (${activation})` : 'poll';
	const statuses = requests.map(({ status, rows, path }) =>
		path.startsWith('/get') ? `get ${status}` : `${status}/${rows} rows`,
	);
	const asked =
		statuses.length > 6 ? `${statuses.slice(0, 6).join(', ')} ... (${statuses.length})` : statuses.join(', ');
	const told = items
		.filter(({ id }) => items.length <= 6 || concerned.has(id))
		.map(({ id, timedOut }) => (timedOut ? `${id}!` : id));
	const result = outcome === 'items' ? `${items.length} items ${told.join(' ')}` : outcome;
	const notes = [
		overlapped ? 'overlapping' : '',
		accident ?? '',
		error ? `"${error.message.slice(0, 100)}"` : '',
	].filter(Boolean);
	return `${kind} ${number} of process ${process} [${asked}] ${endedAt - startedAt} ms: ${[result, ...notes].join(', ')}`;
}
