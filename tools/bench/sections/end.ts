import {
	expect,
	inTurn,
	LATENCY_MS,
	measure,
	PARALLEL,
	startSandboxProcess,
	type Check,
	type Context,
	type Measure,
	type Task,
	type Trial,
} from '../measure.ts';
import { digits, spreadText } from '../report/statistics.ts';
import { chatId, type World } from '../sandbox/world.ts';
import type { SubjectName } from '../subject/main.ts';
import { runsTable, timeBars, timeRatio } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node end', 'http end', 'sdk end', 'helper end', 'sdk end sequential'];

const MOST_TRIALS = 40;

/** Chats to end, and an item for each; `world`: what is particular about the account. */
export function endTask(chats: number, latencyMs = LATENCY_MS, world: Partial<World> = {}): Task {
	return {
		world: { chats, state: 'ongoing', messages: 0, latencyMs, ...world },
		items: Array.from({ length: chats }, (_, index) => ({ chat_id: chatId(index) })),
	};
}

/** Refuses a run that did not end all chats, or lacks items. */
export function allEnded(count: number): Check {
	return ({ seen, items }, subject) => {
		expect(`Chats that "${subject}" ended`, seen.chats.ended, count);
		expect(`Items of "${subject}"`, items, count);
	};
}

/**
 * The smallest time between two batches with which the HTTP Request node keeps to the parallelism:
 * 99 of 100 requests meet no more than the others of their batch.
 */
async function calibrate({ stage, say }: Context, trial: Trial): Promise<number> {
	await using sandbox = startSandboxProcess(stage);
	for (let interval = LATENCY_MS; interval < LATENCY_MS + MOST_TRIALS; interval++) {
		say(`the time between batches: ${interval} ms?`);
		const { seen } = await measure(stage, sandbox, 'http end', { ...trial, interval });
		if (seen.inFlight.usual <= PARALLEL) return interval;
	}
	throw new Error('No time between batches keeps the HTTP Request node to its parallelism');
}

export const end: Measure = async (context) => {
	const count = context.scaled(1_000);
	const trial = { task: endTask(count), warmUp: endTask(100) };
	const interval = await calibrate(context, trial);
	const results = await inTurn({ ...context, subjects: SUBJECTS, ...trial, interval, check: allEnded(count) });

	const inFlight = results('http end').map(({ seen }) => seen.inFlight.most);
	return {
		title: `End ${digits(count)} chats`,
		notes: [
			`Each item is a chat to end. This node works with *Parallel Requests* ${PARALLEL}; retell-sdk in a node's \`execute\`, with p-limit for ${PARALLEL} at a time.`,
			`The HTTP Request node sends batches of ${PARALLEL}, ${interval} ms apart: the smallest time with which 99 of 100 of its requests found no more than ${PARALLEL} under way (at most: ${spreadText(inFlight)}).`,
			"*n8n's request helper* is `httpRequestWithAuthentication` in a bare loop with p-limit: what a node takes which lets n8n send and does nothing else. n8n opens a connection for each request; retell-sdk keeps its connections. This node leaves two or three milliseconds between its requests, so that those sent together do not hold each other up.",
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [
			timeRatio('time: this node / HTTP Request node', results, ['node end', 'http end'], ['≤', 1]),
			timeRatio('time: this node / retell-sdk, 10 at a time', results, ['node end', 'sdk end'], ['≤', 1.1]),
			timeRatio('time: retell-sdk, one by one / this node', results, ['sdk end sequential', 'node end'], ['≥', 8]),
		],
		plots: [
			timeBars(results, SUBJECTS, {
				name: 'end',
				alt: `Time to end ${digits(count)} chats, for each subject`,
				title: `Ending ${digits(count)} chats, answers after ${LATENCY_MS} ms`,
			}),
		],
	};
};
