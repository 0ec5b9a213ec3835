import { PARALLEL, expect, inTurn, type Check, type Task, type Measure } from '../measure.ts';
import { digits, ratios } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { listTask, mostRequests } from './list.ts';
import { peaks, runsTable, seconds, timeRatio } from './runs.ts';

const LISTS: SubjectName[] = ['node list', 'sdk list'];
const LIST_MS = 500;
const MESSAGE_MS = 300;
/** A message must not take longer, s: so long people wait in a chat. */
const MOST_SECONDS = 3;

/** A message of the person whose chat is the oldest of all ongoing ones. */
function messageTask(chats: number): Task {
	const world = { chats, state: 'ongoing', messages: 0, latencyMs: MESSAGE_MS } as const;
	return { world, items: [{ key: `customer-${chats - 1}`, text: 'Hello' }] };
}

export const slow: Measure = async (context) => {
	const listed = context.scaled(100_000);
	const crowd = context.scaled(20_000);
	const measured = async (subjects: SubjectName[], taskOf: (chats: number) => Task, chats: number, check: Check) =>
		await inTurn({ ...context, subjects, task: taskOf(chats), warmUp: taskOf(100), check });
	const lists = await measured(
		LISTS,
		(chats) => listTask(chats, 0, LIST_MS),
		listed,
		({ chats }, subject) => expect(`Chats that "${subject}" listed`, chats, listed),
	);
	const messages = await measured(['node sends'], messageTask, crowd, async (_run, _subject, sandbox) => {
		const said = await sandbox.call.said();
		expect('Chats with a message', said.filter((texts) => texts.length > 0).length, 1);
		expect('Chats that were there', said.length, crowd);
	});
	const [node, sdk] = [lists('node list'), lists('sdk list')];
	return {
		title: `Long lists where each answer takes ${MESSAGE_MS} to ${LIST_MS} ms`,
		notes: [
			`First, *Get Many* with *Return All*, and retell-sdk in a loop over its pages of 1,000: ${digits(listed)} chats, answers after ${LIST_MS} ms.`,
			`Then one message, with **Conversation: Session** and *Parallel Requests* ${PARALLEL}, of the person whose chat is the oldest of ${digits(crowd)} ongoing ones: answers after ${MESSAGE_MS} ms.`,
		],
		tables: [runsTable(lists, LISTS), runsTable(messages, ['node sends'])],
		ratios: [
			timeRatio(`time of ${digits(listed)}: this node / retell-sdk`, lists, ['node list', 'sdk list'], ['≤', 0.25]),
			{
				what: `peak memory of ${digits(listed)}: this node / retell-sdk`,
				values: ratios(peaks(node), peaks(sdk)),
				bound: ['≤', 1.3],
			},
			{
				what: `requests of this node for ${digits(listed)}`,
				values: node.map(({ seen }) => seen.requests),
				bound: ['≤', mostRequests(listed)],
			},
			{
				what: `seconds of a message among ${digits(crowd)} ongoing chats`,
				values: seconds(messages('node sends')),
				bound: ['≤', MOST_SECONDS],
			},
		],
		plots: [],
	};
};
