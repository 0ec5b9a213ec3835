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
			const { what, values, bound } = ratio;
			const verdict = isKept(ratio) ? 'yes' : '**no**';
			return [what, spreadText(values), bound ? bound.join(' ') : '', bound ? verdict : ''];
		}),
	};
}
