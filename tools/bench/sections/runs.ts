import type { Measurement, Results } from '../measure.ts';
import type { Series } from '../report/plots.ts';
import type { Ratio, Table } from '../report/section.ts';
import { ratios, spreadText } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';
import { NAMES } from './names.ts';

export const seconds = (runs: Measurement[]) => runs.map(({ ms }) => ms / 1_000);
export const peaks = (runs: Measurement[]) => runs.map(({ peakMb }) => peakMb);

const COLUMNS: Array<[title: string, of: (run: Measurement) => number]> = [
	['Time, s', ({ ms }) => ms / 1_000],
	['CPU time, s', ({ cpuMs }) => cpuMs / 1_000],
	['Peak memory, MB', ({ peakMb }) => peakMb],
	['of it before the run, MB', ({ idleMb }) => idleMb],
	['Requests', ({ seen }) => seen.requests],
	['Most in flight', ({ seen }) => seen.inFlight.most],
];

export function runsTable(results: Results, subjects: SubjectName[]): Table {
	return {
		head: ['Subject', ...COLUMNS.map(([title]) => title)],
		rows: subjects.map((subject) => [NAMES[subject], ...COLUMNS.map(([, of]) => spreadText(results(subject).map(of)))]),
	};
}

/** The most requests that were under way at once in any of the runs. */
export const mostInFlight = (runs: Measurement[]) => [Math.max(...runs.map(({ seen }) => seen.inFlight.most))];

/** The time of one subject, as a part of that of another. */
export function timeRatio(
	what: string,
	results: Results,
	[one, other]: [SubjectName, SubjectName],
	bound?: Ratio['bound'],
): Ratio {
	return { what, values: ratios(seconds(results(one)), seconds(results(other))), bound };
}

export function timesOf(results: Results, subjects: SubjectName[]): Series[] {
	return subjects.map((subject) => ({ name: NAMES[subject], values: seconds(results(subject)) }));
}
