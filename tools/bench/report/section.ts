import { median } from 'simple-statistics';
import type { TopLevelSpec } from 'vega-lite';
import { spreadText } from './statistics.ts';

export interface Table {
	head: string[];
	rows: string[][];
}

/** A plot: its name becomes part of the file's. */
export interface Plot {
	name: string;
	/** What it shows, for those who do not see it. */
	alt: string;
	spec: TopLevelSpec;
}

/** A ratio or a count that is looked at, and what must hold of its median: of a count, of each value. */
export interface Ratio {
	/** A ratio says what was divided by what, `time: this node / retell-sdk`; what has no such stroke is a count. */
	what: string;
	values: number[];
	bound?: readonly [sign: '≤' | '≥' | '=', limit: number];
}

/** What one part of the benchmark found out. */
export interface Section {
	title: string;
	/** How it was measured, in Markdown. */
	notes: string[];
	tables: Table[];
	ratios: Ratio[];
	plots: Plot[];
}

export function isRatio({ what }: Ratio): boolean {
	return what.includes(' / ');
}

export function isKept({ values, bound }: Ratio): boolean {
	if (!bound) return true;
	const [sign, limit] = bound;
	if (sign === '=') return values.every((value) => value === limit);
	return sign === '≤' ? median(values) <= limit : median(values) >= limit;
}

export function ratiosTable(ratios: Ratio[]): Table {
	return {
		head: ['Ratio or count', 'Measured', 'Bound', 'Kept'],
		rows: ratios.map((ratio) => {
			return [ratio.what, spreadText(ratio.values), ...verdictOn(ratio)];
		}),
	};
}

/** The cells for a ratio's bound, and whether it was kept; empty without a bound. */
export function verdictOn(ratio: Ratio): [bound: string, kept: string] {
	if (!ratio.bound) return ['', ''];
	return [ratio.bound.join(' '), isKept(ratio) ? 'yes' : '**no**'];
}
