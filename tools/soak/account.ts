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
	ended: string[];
	/** When n8n stored that the polling trigger delivered a chat, ms since the epoch. */
	stored: ReadonlyMap<string, number>;
	/** Of the workflow with the polling trigger. */
	polled: Execution[];
	/** Ids of those that could not be run again, because n8n no longer had their data. */
	withoutData: ReadonlySet<string>;
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
	begunTwice: ReadonlySet<string>;
	interruptions: readonly Interruption[];
}

/** A line of the account; what is not explained must be empty. */
interface Line {
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
	const pairs = executions
		.filter(({ mode }) => mode !== 'retry')
		.flatMap((execution) => execution.chats.map((chat) => ({ chat, execution })));
	return new Map(
		[...Map.groupBy(pairs, ({ chat }) => chat)].map(([chat, all]) => [chat, all.map(({ execution }) => execution)]),
	);
}

export function accountOf(facts: Facts): Part[] {
	return [polling(facts), itsExecutions(facts), rows(facts), instant(facts), messages(facts)];
}

export function unexplainedIn(account: Part[]): Line[] {
	return account.flatMap(({ lines }) => lines).filter(({ unexplained, count }) => unexplained === true && count > 0);
}

/** Counts those of `all` that fit. */
function line<One>(name: string, all: One[], fits: (one: One) => boolean = () => true): Line {
	return { name, count: all.filter(fits).length };
}

/** The same, where there should be none. */
function unexplained<One>(name: string, all: One[], fits: (one: One) => boolean, nameOf: (one: One) => string): Line {
	const which = all.filter(fits).map(nameOf);
	return { name, count: which.length, unexplained: true, which };
}

const itself = (chat: string) => chat;

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
	const isRepeated = (chat: string) => repeatedByN8n(facts, chat, all.get(chat) ?? []);
	const isLost = (chat: string) => lostByN8n(facts, chat);
	return {
		title: 'Chats, by the polling trigger',
		lines: [
			line('chats that ended', facts.ended),
			line('delivered once', facts.ended, (chat) => times(chat) === 1),
			line('delivered again: n8n ended before it had stored that they were', more, isRepeated),
			unexplained('delivered again for another reason', more, (chat) => !isRepeated(chat), itself),
			line('lost by n8n between its two writes', never, isLost),
			unexplained('lost for another reason', never, (chat) => !isLost(chat), itself),
		],
	};
}

function itsExecutions({ polled, withoutData }: Facts): Part {
	const own = polled.filter(({ mode }) => mode !== 'retry');
	const started = own.filter(({ chats }) => chats.length > 0);
	const failed = started.filter(({ status }) => status !== 'success');
	return {
		title: 'Executions it started',
		lines: [
			line('executions with chats', started),
			line('succeeded', started, ({ status }) => status === 'success'),
			line('failed, or cut short when n8n, a worker, Redis or PostgreSQL went away', failed),
			line('of these run again in the end, as a person would', failed, ({ id }) => !withoutData.has(id)),
			line('of these without their data, so that nobody can run them again', started, ({ id }) => withoutData.has(id)),
			line('begun by two workers', started, ({ begun }) => begun > 1),
			line('executions that show a failed poll', own, ({ chats }) => chats.length === 0),
		],
	};
}

function rows(facts: Facts): Part {
	const byChat = Map.groupBy(facts.rows, itself);
	const count = (chat: string) => byChat.get(chat)?.length ?? 0;
	const all = deliveries(facts.polled);
	const without = facts.ended.filter((chat) => count(chat) === 0);
	const delivered = without.filter((chat) => all.has(chat));
	const hasNoData = (chat: string) => (all.get(chat) ?? []).some(({ id }) => facts.withoutData.has(id));
	return {
		title: 'Rows',
		lines: [
			line('chats with one row', facts.ended, (chat) => count(chat) === 1),
			unexplained('chats with more than one row', facts.ended, (chat) => count(chat) > 1, itself),
			line('chats without a row: not delivered, see above', without, (chat) => !all.has(chat)),
			line('chats without a row: n8n lost the data of their execution', delivered, hasNoData),
			unexplained('chats without a row for another reason', delivered, (chat) => !hasNoData(chat), itself),
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
	const { told } = facts;
	const refused = facts.instant.filter((execution) => isRefused(facts, execution));
	const all = deliveries(facts.instant.filter((execution) => !refused.includes(execution)));
	const times = ({ chat }: Told) => all.get(chat)?.length ?? 0;
	const chatOf = ({ chat }: Told) => chat;
	const isEndOfN8n = (at: number) => wasInterrupted(facts, ['main', 'postgres'], at - MOMENT, at + BETWEEN_WRITES);
	const isLost = ({ takenAt }: Told) => takenAt !== null && isEndOfN8n(takenAt);
	const isRepeated = ({ chat }: Told) => (all.get(chat) ?? []).slice(0, -1).every(({ at }) => isEndOfN8n(at));
	const never = told.filter((each) => times(each) === 0);
	const gone = never.filter(({ takenAt }) => takenAt === null);
	const taken = never.filter(({ takenAt }) => takenAt !== null);
	const dropped = taken.filter(({ refusedBefore }) => !refusedBefore);
	const more = told.filter((each) => times(each) > 1);
	return {
		title: 'Ends of chats, by the webhook trigger',
		lines: [
			line('ends that Retell told', told),
			line('started the workflow once', told, (each) => times(each) === 1),
			line('not taken by n8n at any of four attempts, and gone', gone, ({ metStartPage }) => !metStartPage),
			line(
				'answered 200 by n8n while it started, before it knows its workflows, and gone',
				gone,
				({ metStartPage }) => metStartPage,
			),
			unexplained(
				'taken as a duplicate of an attempt that n8n had answered with an error',
				taken,
				({ refusedBefore }) => refusedBefore,
				chatOf,
			),
			line('taken, and lost by n8n when main or PostgreSQL ended', dropped, isLost),
			unexplained('taken, and lost for another reason', dropped, (each) => !isLost(each), chatOf),
			line(
				'started the workflow twice: main or PostgreSQL ended before n8n had stored the first time',
				more,
				isRepeated,
			),
			unexplained('started the workflow twice for another reason', more, (each) => !isRepeated(each), chatOf),
			line('executions that n8n answered with an error, and no worker began', refused),
		],
	};
}

function messages({ written, arrived, answering, saidUnsent, begunTwice }: Facts): Part {
	const times = ({ text }: Written) => arrived.get(text) ?? 0;
	const textOf = ({ text }: Written) => text;
	const isAnswered = ({ status, reply, text }: Written) => status === 200 && reply.includes(text);
	const isRunTwice = ({ text }: Written) => begunTwice.has(text);
	const answered = written.filter(isAnswered);
	const others = written.filter((each) => !isAnswered(each));
	const more = written.filter((each) => times(each) > 1);
	return {
		title: 'Messages of people',
		lines: [
			line('messages written', written),
			line('answered', answered),
			unexplained('answered, but not sent', answered, (each) => times(each) === 0, textOf),
			line('not answered, as n8n or Retell was disturbed: sent once', others, (each) => times(each) === 1),
			line('not answered, as n8n or Retell was disturbed: not sent', others, (each) => times(each) === 0),
			line('sent twice: n8n ran their execution twice', more, isRunTwice),
			unexplained('sent twice for another reason', more, (each) => !isRunTwice(each), textOf),
			unexplained(
				'sent, although the error said that they were not',
				written,
				(each) => times(each) > 0 && saidUnsent.has(each.text),
				textOf,
			),
			line('executions that workers began twice', answering, ({ begun }) => begun > 1),
		],
	};
}
