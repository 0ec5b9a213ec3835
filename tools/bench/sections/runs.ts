import type { Measurement, Results } from '../measure.ts';
import type { Series } from '../report/plots.ts';
import type { Table } from '../report/section.ts';
import { spreadText } from '../report/statistics.ts';
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

/** What the runs of some subjects took, a row for each. */
export function runsTable(results: Results, subjects: SubjectName[]): Table {
	return {
		head: ['Subject', ...COLUMNS.map(([title]) => title)],
		rows: subjects.map((subject) => [NAMES[subject], ...COLUMNS.map(([, of]) => spreadText(results(subject).map(of)))]),
	};
}

/** The most requests that were under way at once in any of the runs. */
export const mostInFlight = (runs: Measurement[]) => [Math.max(...runs.map(({ seen }) => seen.inFlight.most))];

/** The times of some subjects, for a plot. */
export function timesOf(results: Results, subjects: SubjectName[]): Series[] {
	return subjects.map((subject) => ({ name: NAMES[subject], values: seconds(results(subject)) }));
}
