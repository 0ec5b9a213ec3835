import { LATENCY_MS, PARALLEL, expect, inTurn, startSandboxProcess } from '../measure.ts';
import type { Task, Trial, Turns } from '../measure.ts';
import { bars } from '../report/plots.ts';
import { digits, spreadText } from '../report/statistics.ts';
import { chatId, type World } from '../sandbox/world.ts';
import type { SubjectName } from '../subject/main.ts';
import type { Measure } from './context.ts';
import { calibrate } from './interval.ts';
import { runsTable, timeRatio, timesOf } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node end', 'http end', 'sdk end', 'helper end', 'sdk end sequential'];

/** Chats to end, and an item for each; `world`: what is particular about the account. */
export function endTask(chats: number, latencyMs = LATENCY_MS, world: Partial<World> = {}): Task {
	return {
		world: { chats, state: 'ongoing', messages: 0, latencyMs, ...world },
		items: Array.from({ length: chats }, (_, index) => ({ chat_id: chatId(index) })),
	};
}

/** Refuses a run that did not end all chats, or lacks items. */
export function allEnded(count: number): Turns['check'] {
	return ({ seen, items }, subject) => {
		expect(`Chats that "${subject}" ended`, seen.chats.ended, count);
		expect(`Items of "${subject}"`, items, count);
	};
}

export const end: Measure = async (context) => {
	const { stage, scaled, say } = context;
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(1_000);
	const trial = (subject: SubjectName): Trial => ({ subject, task: endTask(count), warmUp: endTask(100) });
	const interval = await calibrate(stage, sandbox, trial('http end'), say);
	const results = await inTurn({
		...context,
		sandbox,
		trials: SUBJECTS.map((subject) => ({ ...trial(subject), interval })),
		check: allEnded(count),
	});

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
			{
				name: 'end',
				alt: `Time to end ${digits(count)} chats, for each subject`,
				spec: bars(timesOf(results, SUBJECTS), {
					title: `Ending ${digits(count)} chats, answers after ${LATENCY_MS} ms`,
					y: 'Time, s',
				}),
			},
		],
	};
};
