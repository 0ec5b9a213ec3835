import type { Measurement, Results } from '../measure.ts';
import { bars } from '../report/plots.ts';
import type { Plot, Ratio, Table } from '../report/section.ts';
import { digits, ratios, spreadText } from '../report/statistics.ts';
import type { SubjectName } from '../subject/main.ts';

/** What the tables and plots call the subjects. */
export const NAMES: Record<SubjectName, string> = {
	'node end': 'this node',
	'node end defaults': 'this node, defaults',
	'node end 8': 'this node, Parallel Requests 8',
	'node end 10': 'this node, Parallel Requests 10',
	'node end 16': 'this node, Parallel Requests 16',
	'node list': 'this node',
	'node list raw': 'this node, Simplify off',
	'node transcripts': 'this node',
	'node sends': 'this node',
	'node sends defaults': 'this node, defaults',
	'http end': 'HTTP Request node',
	'http end defaults': 'HTTP Request node, defaults',
	'http end despite errors': 'HTTP Request node, defaults',
	'helper end': "n8n's request helper",
	'helper end by expression': "n8n's request helper, with the item's expression",
	'axios end': 'axios',
	'sdk end': 'retell-sdk, 10 at a time',
	'sdk end sequential': 'retell-sdk, one by one',
	'sdk list': 'retell-sdk',
	'sdk transcripts': 'retell-sdk',
	'sdk sends': 'retell-sdk',
	'sdk sends 16': 'retell-sdk, 16 at a time',
};

export const seconds = (runs: Measurement[]) => runs.map(({ ms }) => ms / 1_000);
export const peaks = (runs: Measurement[]) => runs.map(({ peakMb }) => peakMb);

/** What a table tells of the runs of a subject. */
type Column = [title: string, of: (run: Measurement) => number];

export const TIME: Column = ['Time, s', ({ ms }) => ms / 1_000];
export const CPU_TIME: Column = ['CPU time, s', ({ cpuMs }) => cpuMs / 1_000];
export const PEAK: Column = ['Peak memory, MB', ({ peakMb }) => peakMb];
export const REQUESTS: Column = ['Requests', ({ seen }) => seen.requests];
export const MOST_IN_FLIGHT: Column = ['Most in flight', ({ seen }) => seen.inFlight.most];
const IDLE: Column = ['of it before the run, MB', ({ idleMb }) => idleMb];

export function runsTable(
	results: Results,
	subjects: readonly SubjectName[],
	columns = [TIME, CPU_TIME, PEAK, IDLE, REQUESTS, MOST_IN_FLIGHT],
): Table {
	return {
		head: ['Subject', ...columns.map(([title]) => title)],
		rows: subjects.map((subject) => [NAMES[subject], ...columns.map(([, of]) => spreadText(results(subject).map(of)))]),
	};
}

/** Tables of several comparisons in one, each row with what it is about. */
export function joined(title: string, tables: Array<{ about: number; table: Table }>): Table {
	return {
		head: [title, ...(tables[0]?.table.head ?? [])],
		rows: tables.flatMap(({ about, table }) => table.rows.map((row) => [digits(about), ...row])),
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

/** The times of the subjects as bars. */
export function timeBars(
	results: Results,
	subjects: SubjectName[],
	texts: Record<'name' | 'alt' | 'title', string>,
): Plot {
	const series = subjects.map((subject) => ({ name: NAMES[subject], values: seconds(results(subject)) }));
	return bars(series, { ...texts, y: 'Time, s' });
}
