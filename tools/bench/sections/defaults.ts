import { expect, inTurn, startSandboxProcess } from '../measure.ts';
import type { Results } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Ratio } from '../report/section.ts';
import { digits, ratios, spreadText } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import type { Measure } from './context.ts';
import { endTask } from './end.ts';
import { NAMES } from './names.ts';
import { mostInFlight, peaks, seconds } from './runs.ts';

const SUBJECTS = ['node end defaults', 'http end defaults'] as const satisfies SubjectName[];
/** How many requests the node has under way at most, unless a person says otherwise. */
const MOST = 32;

/** How long answers take, ms, and how long this node may take as a part of the other's time, where that doesn't depend on the number in flight. */
const LATENCIES: Array<{ latencyMs: number; bound?: Ratio['bound'] }> = [
	{ latencyMs: 20, bound: ['≤', 1.1] },
	{ latencyMs: 50, bound: ['≤', 1.3] },
	{ latencyMs: 300 },
];

interface Timed {
	latencyMs: number;
	bound?: Ratio['bound'];
	results: Results;
}

function ratioToHttp({ latencyMs, bound, results }: Timed): Ratio {
	return {
		what: `time at ${latencyMs} ms: this node / HTTP Request node`,
		values: ratios(seconds(results('node end defaults')), seconds(results('http end defaults'))),
		bound,
	};
}

/** How near a run comes to the time that the answers alone take. */
function ratioToLeast({ latencyMs, results }: Timed, count: number): Ratio {
	const least = ((latencyMs / 1_000) * count) / MOST;
	return {
		what: `time at ${latencyMs} ms: this node / the least with ${MOST} in flight`,
		values: seconds(results('node end defaults')).map((time) => time / least),
		bound: ['≤', 1.15],
	};
}

/** Ending many chats with both nodes as a user finds them. */
export const defaults: Measure = async ({ stage, pairs, scaled, say }) => {
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(1_000);
	const all: Timed[] = [];
	for (const { latencyMs, bound } of LATENCIES) {
		const results = await inTurn({
			stage,
			sandbox,
			pairs,
			trials: SUBJECTS.map((subject) => ({
				subject,
				task: endTask(count, latencyMs),
				warmUp: endTask(100, latencyMs),
			})),
			check: ({ seen, items }, subject) => {
				expect(`Chats that "${subject}" ended`, seen.chats.ended, count);
				expect(`Items of "${subject}"`, items, count);
			},
			say: (doing) => say(`${latencyMs} ms, ${doing}`),
		});
		all.push({ latencyMs, bound, results });
	}
	const rows = all.flatMap(({ latencyMs, results }) =>
		SUBJECTS.map((subject) => ({ latencyMs, subject, runs: results(subject) })),
	);
	return {
		title: `End ${digits(count)} chats with defaults`,
		notes: [
			`Both nodes are as they are when they are added to a workflow. This node finds by itself how many requests Retell works on at once, up to ${MOST}. The HTTP Request node sends all of them at once, as fast as n8n makes them, and retries none that Retell limits: [how many it loses then](#end-500-chats-under-a-limit-of-20-requests-a-second). With slow answers, that is faster, and a thousand requests at once.`,
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
			...all.map(ratioToHttp),
			...all.slice(-1).map((timed) => ratioToLeast(timed, count)),
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
