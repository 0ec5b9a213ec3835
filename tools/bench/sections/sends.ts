import { shuffle } from 'simple-statistics';
import { createRandom } from '../../sandbox/random.ts';
import { LATENCY_MS, PARALLEL, expect, inTurn, type Check, type Task, type Measure } from '../measure.ts';
import { digits } from '../report/statistics.ts';
import type { World } from '../sandbox/world.ts';
import type { SubjectName } from '../subject/main.ts';
import { runsTable, timeBars, timeRatio } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node sends', 'sdk sends'];
export const MESSAGES = 5;

interface Message {
	key: string;
	text: string;
}

/** Messages of some conversations, mixed as they would come in; those of one conversation are in order. */
function messagesOf(conversations: number, who = 'customer'): Message[] {
	const random = createRandom(1);
	const keys = Array.from({ length: conversations }, (_, index) => `${who}-${index}`);
	const turns = shuffle(
		keys.flatMap((key) => Array.from({ length: MESSAGES }, () => key)),
		() => random.below(2 ** 30) / 2 ** 30,
	);
	const counts = new Map<string, number>();
	return turns.map((key) => {
		const number = (counts.get(key) ?? 0) + 1;
		counts.set(key, number);
		return { key, text: `${key} says ${number}` };
	});
}

/** Messages to send in so many conversations; `thinkMs`: how long the agent takes to answer one. */
export function sendTask(conversations: number, thinkMs?: number): Task {
	return { world: worldWith(thinkMs), items: messagesOf(conversations) };
}

/** A few messages of people of whom none writes later: the node remembers for a while which chat a person has. */
export function sendWarmUp(): Task {
	return { world: worldWith(), items: messagesOf(20, 'passer-by') };
}

function worldWith(thinkMs?: number): World {
	return { chats: 0, state: 'ongoing', messages: 0, latencyMs: LATENCY_MS, thinkMs };
}

/** What was said in each chat, as one text to compare by: the order of the chats is nobody's promise. */
function digest(chats: string[][]): string {
	return JSON.stringify(chats.map((texts) => texts.join('\n')).sort());
}

/** Refuses a run that did not send all messages, in order, with one chat for each key. */
export function checkSends(conversations: number): Check {
	const byKey = Map.groupBy(messagesOf(conversations), ({ key }) => key);
	const wanted = [...byKey.values()].map((messages) => messages.map(({ text }) => text));
	return async ({ items }, subject, sandbox) => {
		const said = await sandbox.call.said();
		expect(`Chats that "${subject}" made`, said.length, conversations);
		expect(`Items of "${subject}"`, items, conversations * MESSAGES);
		if (digest(said) !== digest(wanted)) throw new Error(`"${subject}" mixed up the messages`);
	};
}

export const sends: Measure = async (context) => {
	const conversations = context.scaled(200);
	const count = conversations * MESSAGES;
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: sendTask(conversations),
		warmUp: sendWarmUp(),
		check: checkSends(conversations),
	});
	const title = `Send ${digits(count)} messages in ${digits(conversations)} conversations`;
	return {
		title,
		notes: [
			`Each item is a message with the key of its conversation; ${MESSAGES} for each key, mixed. This node works with **Conversation: Session** and *Parallel Requests* ${PARALLEL}; retell-sdk with a Map from key to chat, ${PARALLEL} conversations at a time. Checked after each run: one chat for each key, with its messages in order.`,
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [timeRatio('time: this node / retell-sdk', results, ['node sends', 'sdk sends'])],
		plots: [
			timeBars(results, SUBJECTS, {
				name: 'sends',
				alt: `Time to send ${digits(count)} messages, for each subject`,
				title: `${title}, answers after ${LATENCY_MS} ms`,
			}),
		],
	};
};
