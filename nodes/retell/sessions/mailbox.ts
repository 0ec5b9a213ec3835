import { waitFor } from '../waiting';

// Within a process, the messages of a session are sent one after the other, in the order in which their executions came.

/** How messages that come close to one another become one. */
export interface Combining {
	/** The person must have been silent for so long, in ms. */
	within: number;
	/** The first message waits for so long at most, in ms. */
	most: number;
}

/** A message, as it is put into a mailbox. */
export interface Message {
	text: string;
	combining?: Combining;
	/**
	 * The number of its execution, which n8n gives when the message comes in. n8n can hand over executions of the same
	 * moment in another order. NaN if there is none.
	 */
	execution?: number;
}

/** What became of a message. */
export type Sent = { chatId: string } | { thrown: unknown };

/** A message on its way. */
export interface Letter {
	/** Waits until it is this message's turn, or until it was sent together with another. */
	turn: (signal?: AbortSignal) => Promise<Turn | { together: Sent } | 'cancelled'>;
	/** Takes it back, if it was not taken: its execution is over. The messages that wait go on without it. */
	withdraw: () => void;
}

/** Until it is over, no other message of the session is sent. */
export interface Turn {
	/** Takes the texts that go with this message, its own first. From then on they are in this turn's hands. */
	take: () => string[];
	/** Leaves what was taken from others to them: it was not sent. */
	giveBack: () => void;
	/** Ends the turn. What was not taken is left to others. */
	end: (sent: Sent) => void;
}

interface Entry extends Message {
	execution: number;
	/** In ms, by a clock that nobody sets. */
	arrivedAt: number;
	/** Once it was sent together with another. */
	together?: Sent;
}

interface Mailbox {
	waiting: Entry[];
	/** Whether it is somebody's turn. */
	isTaken: boolean;
	/** Called with each change. */
	listeners: Set<() => void>;
}

const mailboxes = new Map<string, Mailbox>();

/**
 * Puts a message into a session's mailbox: before those of later executions that wait, otherwise at the end. Its turn
 * must come to an end, or it must be withdrawn.
 */
export function post(session: string, { execution = NaN, ...message }: Message): Letter {
	const box = mailboxes.get(session) ?? { waiting: [], isTaken: false, listeners: new Set() };
	mailboxes.set(session, box);
	const entry: Entry = { ...message, execution, arrivedAt: performance.now() };
	const later = box.waiting.findIndex((each) => each.execution > execution);
	box.waiting.splice(later === -1 ? box.waiting.length : later, 0, entry);
	changed(box);

	const withdraw = () => {
		box.waiting = box.waiting.filter((each) => each !== entry);
		if (box.waiting.length === 0 && !box.isTaken && mailboxes.get(session) === box) mailboxes.delete(session);
		changed(box);
	};
	const begin = (): Turn => {
		box.isTaken = true;
		let taken: Entry[] = [];
		return {
			take() {
				// One of an earlier execution can have come since the turn began. It goes next.
				box.waiting = [entry, ...box.waiting.filter((each) => each !== entry)];
				taken = burstOf(box);
				box.waiting = box.waiting.filter((each) => !taken.includes(each));
				return taken.map((each) => each.text);
			},
			giveBack() {
				box.waiting = [...taken, ...box.waiting];
				taken = [];
			},
			end(sent) {
				for (const each of taken) if (each !== entry) each.together = sent;
				box.isTaken = false;
				withdraw();
			},
		};
	};
	return {
		async turn(signal) {
			for (;;) {
				if (entry.together) return { together: entry.together };
				const isNext = !box.isTaken && box.waiting[0] === entry;
				const wait = isNext ? silenceLeft(box) : Infinity;
				if (wait <= 0) return begin();
				if (signal?.aborted) {
					withdraw();
					return 'cancelled';
				}
				await waitFor(wait, signal, box.listeners);
			}
		},
		withdraw,
	};
}

/** The messages that go together: the first one, and those after it, up to one that is not to be combined. */
function burstOf({ waiting }: Mailbox): Entry[] {
	const [first] = waiting;
	const end = first?.combining ? waiting.findIndex(({ combining }) => !combining) : 1;
	return end === -1 ? waiting : waiting.slice(0, end);
}

/** For how long the person has to be silent yet before the first messages are sent, in ms; 0 or less if for no more. */
function silenceLeft(box: Mailbox): number {
	const burst = burstOf(box);
	const combining = burst[0]?.combining;
	if (!combining) return 0;
	const arrivals = burst.map(({ arrivedAt }) => arrivedAt);
	return Math.min(Math.max(...arrivals) + combining.within, Math.min(...arrivals) + combining.most) - performance.now();
}

function changed({ listeners }: Mailbox): void {
	for (const listener of [...listeners]) listener();
}
