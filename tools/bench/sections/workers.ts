import { min } from 'simple-statistics';
import { LATENCY_MS, inTurn, type Measure } from '../measure.ts';
import { digits, ratios } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { allEnded, endTask } from './end.ts';
import { runsTable, seconds, timeBars } from './runs.ts';

const FIXED: SubjectName[] = ['node end 8', 'node end 10', 'node end 16'];
const SUBJECTS: SubjectName[] = ['node end defaults', ...FIXED];
const WORKERS = 8;
/** More than that has no use: the server works on half of them, and the others wait. */
const CROWD = 2 * WORKERS;

/** Ending chats where the server works on few requests at a time: whether the node finds out. */
export const workers: Measure = async (context) => {
	const count = context.scaled(1_000);
	const world = { workers: WORKERS };
	const shares: number[] = [];
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: endTask(count, LATENCY_MS, world),
		warmUp: endTask(100, LATENCY_MS, world),
		check: async (measurement, subject, sandbox) => {
			await allEnded(count)(measurement, subject, sandbox);
			if (subject === 'node end defaults') shares.push(await sandbox.call.shareAbove(CROWD));
		},
	});
	const own = seconds(results('node end defaults'));
	const fixed = FIXED.map((subject) => seconds(results(subject)));
	const best = own.map((_, turn) => min(fixed.map((times) => times[turn] ?? Infinity)));
	const title = `End ${digits(count)} chats on a server that works on ${WORKERS} requests at a time`;
	return {
		title,
		notes: [
			`Each of the ${WORKERS} takes ${LATENCY_MS} ms; the rest waits at the server for its turn, so that more than ${WORKERS} in flight only make the answers slower. Nothing says so but the time that answers take. *The best number* is the fastest of this node's runs with *Parallel Requests* 8, 10 and 16 in the same turn. Checked after each run: all chats have ended, with an item for each.`,
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [
			{ what: 'time: this node, defaults / with the best number', values: ratios(own, best), bound: ['≤', 1.1] },
			{ what: `part of the time with more than ${CROWD} in flight`, values: shares, bound: ['≤', 0.05] },
		],
		plots: [
			timeBars(results, SUBJECTS, {
				name: 'workers',
				alt: `Time to end ${digits(count)} chats on a server with ${WORKERS} workers, for each subject`,
				title,
			}),
		],
	};
};
