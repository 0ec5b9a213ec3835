import { inTurn, type Results, type Measure } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Ratio } from '../report/section.ts';
import { digits } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { allEnded, endTask } from './end.ts';
import {
	CPU_TIME,
	joined,
	MOST_IN_FLIGHT,
	mostInFlight,
	NAMES,
	PEAK,
	runsTable,
	seconds,
	TIME,
	timeRatio,
} from './runs.ts';

const SUBJECTS = ['node end defaults', 'http end defaults'] as const satisfies SubjectName[];
const COLUMNS = [TIME, CPU_TIME, PEAK, MOST_IN_FLIGHT];
/** How many requests the node has under way at most, unless a person says otherwise. */
const MOST = 32;

interface Latency {
	latencyMs: number;
	/** Where n8n's own work takes the most time, this node is held to the other's time. */
	toHttp?: Ratio['bound'];
	/** Elsewhere its limit does, and the other has none: it is held to the time that the answers alone take. */
	toLeast?: Ratio['bound'];
}

const LATENCIES: Latency[] = [
	{ latencyMs: 20, toHttp: ['≤', 1.6] },
	{ latencyMs: 50, toLeast: ['≤', 1.5] },
	{ latencyMs: 300, toLeast: ['≤', 1.15] },
];

interface Timed extends Latency {
	results: Results;
}

function ratiosOf({ latencyMs, toHttp, toLeast, results }: Timed, count: number): Ratio[] {
	const own = seconds(results('node end defaults'));
	const least = ((latencyMs / 1_000) * count) / MOST;
	return [
		timeRatio(`time at ${latencyMs} ms: this node / HTTP Request node`, results, [...SUBJECTS], toHttp),
		{
			what: `time at ${latencyMs} ms: this node / the least with ${MOST} in flight`,
			values: own.map((time) => time / least),
			bound: toLeast,
		},
	];
}

export const defaults: Measure = async (context) => {
	const { scaled, say } = context;
	const count = scaled(1_000);
	const all: Timed[] = [];
	for (const latency of LATENCIES) {
		const { latencyMs } = latency;
		const results = await inTurn({
			...context,
			subjects: [...SUBJECTS],
			task: endTask(count, latencyMs),
			warmUp: endTask(100, latencyMs),
			check: allEnded(count),
			say: (doing) => say(`${latencyMs} ms, ${doing}`),
		});
		all.push({ ...latency, results });
	}
	return {
		title: `End ${digits(count)} chats with defaults`,
		notes: [
			`Both nodes are as they are when they are added to a workflow. This node finds by itself how many requests Retell works on at once, up to ${MOST}. The HTTP Request node sends all of them at once, as fast as n8n makes them, and retries none that Retell limits: [how many it loses then](#end-500-chats-under-a-limit-of-20-requests-a-second). That is faster, by the more the slower the answers are, at the price of up to ${digits(count)} requests at once. In a whole n8n, it is not: there the node [waits for n8n's store of credentials](#end-1000-chats-in-a-whole-n8n) before each item. *The least with ${MOST} in flight* is the time that the answers alone take.`,
			'Checked after each run: all chats have ended, with an item for each.',
		],
		tables: [
			joined(
				'Answers after, ms',
				all.map(({ latencyMs, results }) => ({ about: latencyMs, table: runsTable(results, SUBJECTS, COLUMNS) })),
			),
		],
		ratios: [
			...all.flatMap((timed) => ratiosOf(timed, count)),
			{
				what: 'most in flight: this node',
				values: mostInFlight(all.flatMap(({ results }) => results('node end defaults'))),
				bound: ['≤', MOST],
			},
		],
		plots: [
			bars(
				all.flatMap(({ latencyMs, results }) =>
					SUBJECTS.map((subject) => ({
						name: `${NAMES[subject]}, ${latencyMs} ms`,
						values: seconds(results(subject)),
					})),
				),
				{
					name: 'defaults',
					alt: `Time to end ${digits(count)} chats with defaults, for each subject and time of an answer`,
					title: `Ending ${digits(count)} chats with defaults`,
					y: 'Time, s',
				},
			),
		],
	};
};
