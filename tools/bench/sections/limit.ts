import { LATENCY_MS, expect, inTurn, type Measurement, type Measure } from '../measure.ts';
import { digits } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { endTask } from './end.ts';
import { NAMES, REQUESTS, runsTable, seconds, TIME } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node end', 'node end defaults', 'http end despite errors'];
const OWN: SubjectName[] = ['node end', 'node end defaults'];
const PER_SECOND = 20;

export const limit: Measure = async (context) => {
	const count = context.scaled(500);
	/** The first ones at once, then as many each second; and the last answer. */
	const least = Math.ceil(count / PER_SECOND) - 1 + LATENCY_MS / 1_000;
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: endTask(count, LATENCY_MS, { perSecond: PER_SECOND }),
		warmUp: endTask(PER_SECOND / 2),
		check: ({ seen, items }, subject) => {
			expect(`Items of "${subject}"`, items, count);
			if (OWN.includes(subject)) expect(`Chats that "${subject}" ended`, seen.chats.ended, count);
		},
	});
	const notEnded = ({ seen }: Measurement) => count - (seen.chats.ended ?? 0);
	return {
		title: `End ${digits(count)} chats under a limit of ${PER_SECOND} requests a second`,
		notes: [
			`The sandbox answers what exceeds ${PER_SECOND} requests within a second with 429 and \`Retry-After\` in whole seconds. *This node* has *Parallel Requests* 10; with *defaults*, it has none. The HTTP Request node has its defaults, too, and *On Error: Continue*: with a limit, it retries nothing, so chats stay ongoing. Checked after each run: with this node, all chats have ended. The least possible time is ${digits(least)} s.`,
		],
		tables: [
			runsTable(results, SUBJECTS, [
				TIME,
				REQUESTS,
				['429s', ({ seen }) => seen.statuses['429'] ?? 0],
				['Chats not ended', notEnded],
			]),
		],
		ratios: [
			{
				what: 'time: this node, defaults / the least possible',
				values: seconds(results('node end defaults')).map((time) => time / least),
				bound: ['≤', 1.1],
			},
			...OWN.map((subject) => ({
				what: `requests / chats: ${NAMES[subject]}`,
				values: results(subject).map(({ seen }) => seen.requests / count),
				bound: ['≤', 1.05] as const,
			})),
			{
				what: 'chats that the HTTP Request node did not end',
				values: results('http end despite errors').map(notEnded),
			},
		],
		plots: [],
	};
};
