import { LATENCY_MS, PARALLEL, expect, inTurn, startSandboxProcess } from '../measure.ts';
import { digits, spreadText } from '../report/statistics.ts';
import type { Measure } from './context.ts';
import { endTask } from './end.ts';
import { seconds } from './runs.ts';

const PER_SECOND = 20;

/** Ending chats while Retell refuses what comes too fast. */
export const limit: Measure = async ({ stage, pairs, scaled, say }) => {
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(500);
	const results = await inTurn({
		stage,
		sandbox,
		pairs,
		trials: [{ subject: 'node end', task: endTask(count, LATENCY_MS, PER_SECOND), warmUp: endTask(PER_SECOND / 2) }],
		check: ({ seen }, subject) => expect(`Chats that "${subject}" ended`, seen.chats.ended, count),
		say,
	});
	const runs = results('node end');
	const requests = runs.map(({ seen }) => seen.requests);
	return {
		title: `End ${digits(count)} chats under a limit of ${PER_SECOND} requests a second`,
		notes: [
			`The sandbox answers what exceeds ${PER_SECOND} requests within a second with 429 and \`Retry-After\` in whole seconds. *Parallel Requests* is ${PARALLEL}; without the 429s the limit alone would take ${digits(count / PER_SECOND)} s.`,
		],
		tables: [
			{
				head: ['Subject', 'Time, s', 'Requests', '429s'],
				rows: [
					[
						'this node',
						spreadText(seconds(runs)),
						spreadText(requests),
						spreadText(runs.map(({ seen }) => seen.statuses['429'] ?? 0)),
					],
				],
			},
		],
		ratios: [{ what: 'requests / chats', values: requests.map((value) => value / count), bound: ['≤', 1.05] }],
		plots: [],
	};
};
