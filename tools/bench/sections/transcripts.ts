import { LATENCY_MS, PARALLEL, expect, inTurn, startSandboxProcess } from '../measure.ts';
import { bars } from '../report/plots.ts';
import { digits, ratios } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import type { Measure } from './context.ts';
import { listTask } from './list.ts';
import { runsTable, seconds, timesOf } from './runs.ts';

const SUBJECTS: SubjectName[] = ['node transcripts', 'sdk transcripts'];
const MESSAGES = 10;

/** Listing chats with what was said in them: a request for each. */
export const transcripts: Measure = async ({ stage, pairs, scaled, say }) => {
	await using sandbox = startSandboxProcess(stage);
	const count = scaled(1_000);
	const results = await inTurn({
		stage,
		sandbox,
		pairs,
		trials: SUBJECTS.map((subject) => ({ subject, task: listTask(count, MESSAGES), warmUp: listTask(100, MESSAGES) })),
		check: (run, subject) => {
			expect(`Chats that "${subject}" listed`, run.chats, count);
			expect(`Transcripts that "${subject}" brought`, run.transcripts, count);
		},
		say,
	});
	const title = `List ${digits(count)} chats with transcripts`;
	return {
		title,
		notes: [
			`*Get Many* with *Include Transcript* and *Parallel Requests* ${PARALLEL}; retell-sdk lists, then retrieves each chat, ${PARALLEL} at a time. A chat has ${MESSAGES} messages.`,
		],
		tables: [runsTable(results, SUBJECTS)],
		ratios: [
			{
				what: 'time: this node / retell-sdk',
				values: ratios(seconds(results('node transcripts')), seconds(results('sdk transcripts'))),
			},
		],
		plots: [
			{
				name: 'transcripts',
				alt: `Time to list ${digits(count)} chats with transcripts, for each subject`,
				spec: bars(timesOf(results, SUBJECTS), { title: `${title}, answers after ${LATENCY_MS} ms`, y: 'Time, s' }),
			},
		],
	};
};
