import { inTurn, startSandboxProcess, type Results } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Ratio } from '../report/section.ts';
import { digits, spreadText } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import type { Measure } from './context.ts';
import { allEnded, endTask } from './end.ts';
import { NAMES } from './names.ts';
import { mostInFlight, peaks, seconds, timeRatio } from './runs.ts';

const SUBJECTS = ['node end defaults', 'http end defaults'] as const satisfies SubjectName[];
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
	const { stage, scaled, say } = context;
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(1_000);
	const all: Timed[] = [];
	for (const latency of LATENCIES) {
		const { latencyMs } = latency;
		const results = await inTurn({
			...context,
			sandbox,
			trials: SUBJECTS.map((subject) => ({
				subject,
				task: endTask(count, latencyMs),
				warmUp: endTask(100, latencyMs),
			})),
			check: allEnded(count),
			say: (doing) => say(`${latencyMs} ms, ${doing}`),
		});
		all.push({ ...latency, results });
	}
	const rows = all.flatMap(({ latencyMs, results }) =>
		SUBJECTS.map((subject) => ({ latencyMs, subject, runs: results(subject) })),
	);
	return {
		title: `End ${digits(count)} chats with defaults`,
		notes: [
			`Both nodes are as they are when they are added to a workflow. This node finds by itself how many requests Retell works on at once, up to ${MOST}. The HTTP Request node sends all of them at once, as fast as n8n makes them, and retries none that Retell limits: [how many it loses then](#end-500-chats-under-a-limit-of-20-requests-a-second). That is faster, by the more the slower the answers are, at the price of up to ${digits(count)} requests at once. In a whole n8n, it is not: there the node [waits for n8n's store of credentials](#end-1000-chats-in-a-whole-n8n) before each item. *The least with ${MOST} in flight* is the time that the answers alone take.`,
			'Checked after each run: all chats have ended, with an item for each.',
		],
		tables: [
			{
				head: ['Answers after, ms', 'Subject', 'Time, s', 'CPU time, s', 'Peak memory, MB', 'Most in flight'],
				rows: rows.map(({ latencyMs, subject, runs }) => [
					digits(latencyMs),
					NAMES[subject],
					spreadText(seconds(runs)),
					spreadText(runs.map(({ cpuMs }) => cpuMs / 1_000)),
					spreadText(peaks(runs)),
					spreadText(runs.map(({ seen }) => seen.inFlight.most)),
				]),
			},
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
			{
				name: 'defaults',
				alt: `Time to end ${digits(count)} chats with defaults, for each subject and time of an answer`,
				spec: bars(
					rows.map(({ latencyMs, subject, runs }) => ({
						name: `${NAMES[subject]}, ${latencyMs} ms`,
						values: seconds(runs),
					})),
					{ title: `Ending ${digits(count)} chats with defaults`, y: 'Time, s' },
				),
			},
		],
	};
};
