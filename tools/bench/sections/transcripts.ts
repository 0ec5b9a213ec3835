import { LATENCY_MS, PARALLEL, expect, inTurn, type Measure } from '../measure.ts';
import { digits } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { listTask } from './list.ts';
import { runsTable, timeBars, timeRatio } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node transcripts', 'sdk transcripts'];
const MESSAGES = 10;

export const transcripts: Measure = async (context) => {
	const count = context.scaled(1_000);
	const results = await inTurn({
		...context,
		subjects: SUBJECTS,
		task: listTask(count, MESSAGES),
		warmUp: listTask(100, MESSAGES),
		check: (run, subject) => {
			expect(`Chats that "${subject}" listed`, run.chats, count);
			expect(`Transcripts that "${subject}" brought`, run.transcripts, count);
		},
	});
	const title = `List ${digits(count)} chats with transcripts`;
	return {
		title,
		notes: [
			`*Get Many* with *Include Transcript* and *Parallel Requests* ${PARALLEL}; retell-sdk lists, then retrieves each chat, ${PARALLEL} at a time. A chat has ${MESSAGES} messages.`,
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [timeRatio('time: this node / retell-sdk', results, ['node transcripts', 'sdk transcripts'])],
		plots: [
			timeBars(results, SUBJECTS, {
				name: 'transcripts',
				alt: `Time to list ${digits(count)} chats with transcripts, for each subject`,
				title: `${title}, answers after ${LATENCY_MS} ms`,
			}),
		],
	};
};
