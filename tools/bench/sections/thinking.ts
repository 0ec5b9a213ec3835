import { LATENCY_MS, inTurn, type Measure } from '../measure.ts';
import { digits } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { mostInFlight, runsTable, timeRatio } from './runs.ts';
import { MESSAGES, checkSends, sendTask, sendWarmUp } from './sends.ts';

const SUBJECTS: SubjectName[] = ['node sends defaults', 'sdk sends 16'];
const THINK_MS = 2_000;
/** How many messages the node has under way at most, unless a person says otherwise. */
const MOST = 16;

/** Sending messages to an agent who thinks: what counts is how many think at once. */
export const thinking: Measure = async (context) => {
	const conversations = context.scaled(200);
	const count = conversations * MESSAGES;
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: sendTask(conversations, THINK_MS),
		// Nobody has to think.
		warmUp: sendWarmUp(),
		check: checkSends(conversations),
	});
	return {
		title: `Send ${digits(count)} messages to an agent that takes ${THINK_MS / 1_000} s to answer`,
		notes: [
			`${digits(conversations)} conversations with ${MESSAGES} messages each, mixed. Replies come after ${THINK_MS / 1_000} s, all other answers after ${LATENCY_MS} ms. This node has no *Parallel Requests*, so that up to ${MOST} of its requests are under way; retell-sdk works on ${MOST} conversations at a time. Checked after each run: one chat for each key, with its messages in order.`,
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [
			timeRatio(
				'time: this node, defaults / retell-sdk, 16 at a time',
				results,
				['node sends defaults', 'sdk sends 16'],
				['≤', 1.05],
			),
			{
				what: 'most in flight: this node, defaults',
				values: mostInFlight(results('node sends defaults')),
				bound: ['≤', MOST],
			},
		],
		plots: [],
	};
};
