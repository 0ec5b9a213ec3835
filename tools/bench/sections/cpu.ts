import { PARALLEL, inTurn, type Measurement, type Measure } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Ratio } from '../report/section.ts';
import { digits, ratios } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { allEnded, endTask } from './end.ts';
import { NAMES, PEAK, runsTable } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node end', 'http end', 'helper end by expression', 'helper end', 'axios end'];

/** What an item costs the machine, whatever Retell takes. */
export const cpu: Measure = async (context) => {
	const { scaled } = context;
	const count = scaled(2_000);
	const warmUp = endTask(scaled(500), 0);
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: endTask(count, 0),
		warmUp,
		// The HTTP Request node sends everything at once unless it waits between batches.
		interval: 1,
		check: allEnded(count),
	});
	const perItem = ({ cpuMs }: Measurement) => (cpuMs / count) * 1_000;
	const perItemOf = (subject: SubjectName) => results(subject).map(perItem);
	const against = (other: SubjectName, bound?: Ratio['bound']): Ratio => ({
		what: `CPU time: this node / ${NAMES[other]}`,
		values: ratios(perItemOf('node end'), perItemOf(other)),
		bound,
	});
	return {
		title: 'CPU time per item',
		notes: [
			`CPU time of the whole process (all threads, user and system) while ${digits(count)} chats are ended, ${PARALLEL} at a time, answered without delay; after ${digits(warmUp.items.length)} others to warm up. The expressions of the parameters count, as do n8n's own parts.`,
			"*n8n's request helper* is `httpRequestWithAuthentication` in a bare loop with p-limit. *With the item's expression*, that loop also takes the chat's ID from a parameter, `{{ $json.chat_id }}`, as every node has to whose parameters have expressions: n8n evaluates them in a sandbox of its own, once for each item.",
		],
		tables: [runsTable(results, SUBJECTS, [['µs per item', perItem], PEAK])],
		ratios: [
			against('http end'),
			against('helper end by expression', ['≤', 1.35]),
			against('helper end'),
			against('axios end'),
		],
		plots: [
			bars(
				SUBJECTS.map((subject) => ({ name: NAMES[subject], values: perItemOf(subject) })),
				{
					name: 'cpu',
					alt: 'CPU time per ended chat, for each subject',
					title: 'CPU time to end a chat',
					y: 'µs per chat',
				},
			),
		],
	};
};
