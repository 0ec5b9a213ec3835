import type { TopLevelSpec } from 'vega-lite';
import { ratioDots } from './plots.ts';
import { isKept, isRatio, verdictOn, type Plot, type Ratio, type Section, type Table } from './section.ts';
import { spreadText } from './statistics.ts';

interface Entry {
	section: Section;
	ratio: Ratio;
}

/** All that has a bound; of a section without any bound, the first ratio. */
function entriesOf(sections: Section[]): Entry[] {
	return sections.flatMap((section) => {
		const bound = section.ratios.filter(({ bound: one }) => one !== undefined);
		return (bound.length > 0 ? bound : section.ratios.slice(0, 1)).map((ratio) => ({ section, ratio }));
	});
}

export function anchorOf(title: string): string {
	return title
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');
}

/** The ratios of all sections in one table: the work, what was compared, its bound, whether it was kept. */
export function overviewTable(sections: Section[]): Table {
	let before: Section | undefined;
	const rows = entriesOf(sections).map(({ section, ratio }) => {
		const work = section === before ? '' : `[${section.title}](#${anchorOf(section.title)})`;
		before = section;
		return [work, ratio.what, spreadText(ratio.values), ...verdictOn(ratio)];
	});
	return { head: ['Work', 'Ratio or count', 'Measured', 'Bound', 'Kept'], rows };
}

function specOf(entries: Entry[]): TopLevelSpec {
	return ratioDots(
		entries.map(({ section, ratio }) => ({
			work: section.title,
			name: ratio.what,
			values: ratio.values,
			bound: ratio.bound?.[1],
			isKept: isKept(ratio),
		})),
		'All ratios: a dot is the median, the grey mark its bound',
	);
}

/** The same ratios as one plot, without the counts; undefined if there are none. */
export function overviewPlot(sections: Section[]): Plot | undefined {
	const entries = entriesOf(sections).filter(({ ratio }) => isRatio(ratio));
	if (entries.length === 0) return undefined;
	return { name: 'ratios', alt: 'All ratios with their bounds', spec: specOf(entries) };
}
