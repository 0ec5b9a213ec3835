import { LATENCY_MS, expect, inTurn, type Measure } from '../measure.ts';
import type { Measurement, Results, Task } from '../measure.ts';
import { lines, type Series } from '../report/plots.ts';
import type { Ratio, Table } from '../report/section.ts';
import { digits, ratios } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { CPU_TIME, joined, NAMES, PEAK, peaks, REQUESTS, runsTable, seconds, TIME, timeRatio } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node list', 'node list raw', 'sdk list'];
const PAGE = 1_000;

interface Sized {
	count: number;
	results: Results;
}

/** Chats to list: ended ones, with an analysis. */
export function listTask(chats: number, messages = 0, latencyMs = LATENCY_MS): Task {
	return { world: { chats, state: 'ended', messages, latencyMs }, items: [{}] };
}

/** Requests that a list of so many chats may take, read in slices: each of them ends within a page. */
export function mostRequests(count: number): number {
	return Math.ceil((count / PAGE) * 1.3);
}

function table({ count, results }: Sized): Table {
	return runsTable(results, SUBJECTS, [
		TIME,
		['ms for 1,000 chats', ({ ms }) => (ms / count) * 1_000],
		REQUESTS,
		PEAK,
		CPU_TIME,
	]);
}

function ratiosOf({ count, results }: Sized): Ratio[] {
	const sdk = results('sdk list');
	return (['node list', 'node list raw'] as const).flatMap((subject): Ratio[] => {
		const runs = results(subject);
		const about = (what: string) => `${what} of ${digits(count)}: ${NAMES[subject]} / retell-sdk`;
		return [
			timeRatio(about('time'), results, [subject, 'sdk list'], ['≤', 0.45]),
			{ what: about('peak memory'), values: ratios(peaks(runs), peaks(sdk)), bound: ['≤', 1.3] },
			{
				what: `requests of ${NAMES[subject]} for ${digits(count)}`,
				values: runs.map(({ seen }) => seen.requests),
				bound: ['≤', mostRequests(count)],
			},
		];
	});
}

function series(sizes: Sized[], of: (runs: Measurement[]) => number[]): Series[] {
	return sizes.flatMap(({ count, results }) =>
		SUBJECTS.map((subject) => ({ name: NAMES[subject], at: count, values: of(results(subject)) })),
	);
}

/** Listing few and many chats: whether time and memory grow in proportion, and no faster than the SDK's. */
export const list: Measure = async (context) => {
	const { scaled, say } = context;
	const sizes: Sized[] = [];
	for (const count of [1_000, 10_000, 100_000].map(scaled)) {
		const results = await inTurn({
			...context,
			subjects: SUBJECTS,
			task: listTask(count),
			warmUp: listTask(100),
			check: ({ chats }, subject) => expect(`Chats that "${subject}" listed`, chats, count),
			say: (doing) => say(`${digits(count)} chats, ${doing}`),
		});
		sizes.push({ count, results });
	}
	const last = sizes.at(-1);
	return {
		title: 'List 1,000, 10,000 and 100,000 chats',
		notes: [
			"*Get Many* with *Return All*, simplified (the node's default) and not; retell-sdk in a loop over its pages of 1,000. This node reads a list of more than six pages in [slices](scale.md#big-lists), side by side. A listed chat has about 760 bytes.",
		],
		tables: [
			joined(
				'Chats',
				sizes.map((sized) => ({ about: sized.count, table: table(sized) })),
			),
		],
		ratios: last ? ratiosOf(last) : [],
		plots: [
			lines(series(sizes, seconds), {
				name: 'list-time',
				alt: 'Time to list chats by their number, for each subject',
				title: `Listing chats, answers after ${LATENCY_MS} ms`,
				x: 'Chats',
				y: 'Time, s',
			}),
			lines(series(sizes, peaks), {
				name: 'list-memory',
				alt: 'Peak memory of listing chats by their number, for each subject',
				title: 'Listing chats: peak memory of the process',
				x: 'Chats',
				y: 'Memory, MB',
				scale: 'linear',
			}),
		],
	};
};
