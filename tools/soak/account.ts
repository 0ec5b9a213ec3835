import type { Execution } from './audit.ts';
import type { Interruption } from './chronicle.ts';
import type { Written } from './traffic.ts';

/** An event that Retell told, or tried to. */
export interface Told {
	chat: string;
	/** When n8n first took it, ms since the epoch; null if it took no attempt. */
	takenAt: number | null;
	/** Whether n8n had answered an attempt before with an error. */
	refusedBefore: boolean;
	/** When n8n was at the attempts that it answered with an error, ms since the epoch. */
	refused: ReadonlyArray<{ from: number; to: number }>;
	/** Whether n8n answered an attempt with its page for the time in which it starts: Retell takes its 200 for a yes. */
	metStartPage: boolean;
}

/** All that is known in the end. */
export interface Facts {
	/** The chats that ended. */
	ended: string[];
	/** When n8n stored that the polling trigger delivered a chat, ms since the epoch. */
	stored: ReadonlyMap<string, number>;
	/** Of the workflow with the polling trigger. */
	polled: Execution[];
	/** Ids of those that could not be run again, because n8n no longer had their data. */
	withoutData: ReadonlySet<string>;
	/** The chat of each row. */
	rows: string[];
	told: Told[];
	/** Of the workflow with the webhook trigger. */
	instant: Execution[];
	written: Written[];
	/** How often each text arrived in a chat. */
	arrived: ReadonlyMap<string, number>;
	/** Of the workflow that answers people. */
	answering: Execution[];
	/** Texts whose execution failed with an error that leaves no doubt that they were not sent. */
	saidUnsent: ReadonlySet<string>;
	/** Texts of executions that workers began twice. */
	begunTwice: ReadonlySet<string>;
	interruptions: readonly Interruption[];
}

/** A line of the account; what is not explained must be empty. */
export interface Line {
	name: string;
	count: number;
	unexplained?: boolean;
	/** What it counts, where somebody has to look. */
	which?: string[];
}

export interface Part {
	title: string;
	lines: Line[];
}

/** n8n writes twice within this time, ms, unless it waits for its database. */
const BETWEEN_WRITES = 15_000;
/** If the database was away, n8n stores a state only with the next delivery. */
const NEXT_DELIVERY = 60_000;
const MOMENT = 1_000;

/** By chat, the executions that a trigger started with it, oldest first. */
function deliveries(executions: Execution[]): Map<string, Execution[]> {
	const all = new Map<string, Execution[]>();
	for (const execution of executions.filter(({ mode }) => mode !== 'retry')) {
		for (const chat of execution.chats) all.set(chat, [...(all.get(chat) ?? []), execution]);
	}
	return all;
}

export function accountOf(facts: Facts): Part[] {
	return [polling(facts), itsExecutions(facts), rows(facts), instant(facts), messages(facts)];
}

/** Everything that nothing explains. */
export function unexplainedIn(account: Part[]): Line[] {
	return account.flatMap(({ lines }) => lines).filter(({ unexplained, count }) => unexplained === true && count > 0);
}

function line(name: string, which: string[], unexplained = false): Line {
	return { name, count: which.length, ...(unexplained && { unexplained, which }) };
}

function wasInterrupted({ interruptions }: Facts, who: string[], from: number, to: number): boolean {
	return interruptions.some((each) => who.includes(each.who) && each.from <= to && each.to >= from);
}

/** n8n stored that the chat was delivered, and was interrupted before it had stored the execution. */
function lostByN8n(facts: Facts, chat: string): boolean {
	const at = facts.stored.get(chat);
	if (at === undefined) return false;
	return (
		wasInterrupted(facts, ['main'], at - MOMENT, at + BETWEEN_WRITES) ||
		wasInterrupted(facts, ['postgres'], at - NEXT_DELIVERY, at + BETWEEN_WRITES)
	);
}

/** Each time, main ended before n8n had stored that the chat was delivered. */
function repeatedByN8n({ stored, interruptions }: Facts, chat: string, executions: Execution[]): boolean {
	const at = stored.get(chat) ?? Infinity;
	return executions.slice(1).every((execution, index) => {
		const before = executions[index]?.at ?? 0;
		return interruptions.some(
			({ who, from }) => who === 'main' && from >= before - MOMENT && from <= execution.at && from < at,
		);
	});
}

function polling(facts: Facts): Part {
	const all = deliveries(facts.polled);
	const times = (chat: string) => all.get(chat)?.length ?? 0;
	const never = facts.ended.filter((chat) => times(chat) === 0);
	const more = facts.ended.filter((chat) => times(chat) > 1);
	const isRepeatedByN8n = (chat: string) => repeatedByN8n(facts, chat, all.get(chat) ?? []);
	return {
		title: 'Chats, by the polling trigger',
		lines: [
			line('chats that ended', facts.ended),
			line(
				'delivered once',
				facts.ended.filter((chat) => times(chat) === 1),
			),
			line('delivered again: n8n ended before it had stored that they were', more.filter(isRepeatedByN8n)),
			line(
				'delivered again for another reason',
				more.filter((chat) => !isRepeatedByN8n(chat)),
				true,
			),
			line(
				'lost by n8n between its two writes',
				never.filter((chat) => lostByN8n(facts, chat)),
			),
			line(
				'lost for another reason',
				never.filter((chat) => !lostByN8n(facts, chat)),
				true,
			),
		],
	};
}

function itsExecutions({ polled, withoutData }: Facts): Part {
	const started = polled.filter(({ mode, chats }) => mode !== 'retry' && chats.length > 0);
	const ids = (fits: (execution: Execution) => boolean) => started.filter(fits).map(({ id }) => id);
	return {
		title: 'Executions it started',
		lines: [
			line(
				'executions with chats',
				ids(() => true),
			),
			line(
				'succeeded',
				ids(({ status }) => status === 'success'),
			),
			line(
				'failed, or cut short when n8n, a worker, Redis or PostgreSQL went away',
				ids(({ status }) => status !== 'success'),
			),
			line(
				'of these run again in the end, as a person would',
				ids(({ id, status }) => status !== 'success' && !withoutData.has(id)),
			),
			line(
				'of these without their data, so that nobody can run them again',
				ids(({ id }) => withoutData.has(id)),
			),
			line(
				'begun by two workers',
				ids(({ begun }) => begun > 1),
			),
			line(
				'executions that show a failed poll',
				polled.filter(({ mode, chats }) => mode !== 'retry' && chats.length === 0).map(({ id }) => id),
			),
		],
	};
}

function rows(facts: Facts): Part {
	const counts = new Map<string, number>();
	for (const chat of facts.rows) counts.set(chat, (counts.get(chat) ?? 0) + 1);
	const all = deliveries(facts.polled);
	const without = facts.ended.filter((chat) => !counts.has(chat));
	const isLost = (chat: string) => !all.has(chat);
	const hasNoData = (chat: string) => (all.get(chat) ?? []).some(({ id }) => facts.withoutData.has(id));
	return {
		title: 'Rows',
		lines: [
			line(
				'chats with one row',
				facts.ended.filter((chat) => counts.get(chat) === 1),
			),
			line(
				'chats with more than one row',
				facts.ended.filter((chat) => (counts.get(chat) ?? 0) > 1),
				true,
			),
			line('chats without a row: not delivered, see above', without.filter(isLost)),
			line(
				'chats without a row: n8n lost the data of their execution',
				without.filter((chat) => !isLost(chat) && hasNoData(chat)),
			),
			line(
				'chats without a row for another reason',
				without.filter((chat) => !isLost(chat) && !hasNoData(chat)),
				true,
			),
		],
	};
}

/** n8n created it, could not hand it to a worker, and told Retell so: the workflow did not start. */
function isRefused({ told }: Facts, { begun, at, chats }: Execution): boolean {
	return (
		begun === 0 &&
		told.some(({ chat, refused }) => chats.includes(chat) && refused.some(({ from, to }) => from <= at && at <= to))
	);
}

function instant(facts: Facts): Part {
	const refused = facts.instant.filter((execution) => isRefused(facts, execution));
	const all = deliveries(facts.instant.filter((execution) => !refused.includes(execution)));
	const times = ({ chat }: Told) => all.get(chat)?.length ?? 0;
	const names = (told: Told[]) => told.map(({ chat }) => chat);
	const isLostByN8n = ({ takenAt }: Told) =>
		takenAt !== null && wasInterrupted(facts, ['main', 'postgres'], takenAt - MOMENT, takenAt + BETWEEN_WRITES);
	const isRepeatedByN8n = ({ chat }: Told) =>
		(all.get(chat) ?? [])
			.slice(0, -1)
			.every(({ at }) => wasInterrupted(facts, ['main', 'postgres'], at - MOMENT, at + BETWEEN_WRITES));
	const never = facts.told.filter((told) => times(told) === 0);
	const gone = never.filter(({ takenAt }) => takenAt === null);
	const taken = never.filter(({ takenAt }) => takenAt !== null);
	const dropped = taken.filter(({ refusedBefore }) => !refusedBefore);
	const more = facts.told.filter((told) => times(told) > 1);
	return {
		title: 'Ends of chats, by the webhook trigger',
		lines: [
			line('ends that Retell told', names(facts.told)),
			line('started the workflow once', names(facts.told.filter((told) => times(told) === 1))),
			line(
				'not taken by n8n at any of four attempts, and gone',
				names(gone.filter(({ metStartPage }) => !metStartPage)),
			),
			line(
				'answered 200 by n8n while it started, before it knows its workflows, and gone',
				names(gone.filter(({ metStartPage }) => metStartPage)),
			),
			line(
				'taken as a duplicate of an attempt that n8n had answered with an error',
				names(taken.filter(({ refusedBefore }) => refusedBefore)),
				true,
			),
			line('taken, and lost by n8n when main or PostgreSQL ended', names(dropped.filter(isLostByN8n))),
			line('taken, and lost for another reason', names(dropped.filter((told) => !isLostByN8n(told))), true),
			line(
				'started the workflow twice: main or PostgreSQL ended before n8n had stored the first time',
				names(more.filter(isRepeatedByN8n)),
			),
			line('started the workflow twice for another reason', names(more.filter((told) => !isRepeatedByN8n(told))), true),
			line(
				'executions that n8n answered with an error, and no worker began',
				refused.map(({ id }) => id),
			),
		],
	};
}

function messages({ written, arrived, answering, saidUnsent, begunTwice }: Facts): Part {
	const times = ({ text }: Written) => arrived.get(text) ?? 0;
	const names = (all: Written[]) => all.map(({ text }) => text);
	const isAnswered = ({ status, reply, text }: Written) => status === 200 && reply.includes(text);
	const answered = written.filter(isAnswered);
	const others = written.filter((each) => !isAnswered(each));
	const more = written.filter((each) => times(each) > 1);
	return {
		title: 'Messages of people',
		lines: [
			line('messages written', names(written)),
			line('answered', names(answered)),
			line('answered, but not sent', names(answered.filter((each) => times(each) === 0)), true),
			line(
				'not answered, as n8n or Retell was disturbed: sent once',
				names(others.filter((each) => times(each) === 1)),
			),
			line('not answered, as n8n or Retell was disturbed: not sent', names(others.filter((each) => times(each) === 0))),
			line('sent twice: n8n ran their execution twice', names(more.filter(({ text }) => begunTwice.has(text)))),
			line('sent twice for another reason', names(more.filter(({ text }) => !begunTwice.has(text))), true),
			line(
				'sent, although the error said that they were not',
				names(written.filter((each) => times(each) > 0 && saidUnsent.has(each.text))),
				true,
			),
			line(
				'executions that workers began twice',
				answering.filter(({ begun }) => begun > 1).map(({ id }) => id),
			),
		],
	};
}
