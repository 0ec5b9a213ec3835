import type { TopLevelSpec } from 'vega-lite';
import type { Plot } from './section.ts';
import { spreadOf } from './statistics.ts';

/** The values of one subject, under its name, perhaps at a place on the other axis. */
export interface Series {
	name: string;
	at?: number;
	values: number[];
}

interface PlotTexts extends Pick<Plot, 'name' | 'alt'> {
	title: string;
	/** What is measured, with its unit. */
	y: string;
	/** What it is measured against. */
	x?: string;
	/** How `y` grows; logarithmically by default where lines are drawn. */
	scale?: 'log' | 'linear';
}

const GREY = '#57606a';
const BLACK = '#24292f';
const OWN = { test: "indexof(datum.name, 'this node') === 0", value: '#0969da' };

const config = {
	// GitHub shows pictures on white and on black: they bring their own ground.
	background: 'white',
	padding: 12,
	config: {
		font: 'sans-serif',
		axis: {
			labelFontSize: 12,
			titleFontSize: 12,
			titleFontWeight: 'normal' as const,
			titleColor: GREY,
			gridColor: '#eaeef2',
		},
		title: { fontSize: 14, anchor: 'start' as const, offset: 12 },
		legend: { labelFontSize: 12, title: null, labelLimit: 400 },
		view: { stroke: null },
	},
};

const quantity = (field: string) => ({ field, type: 'quantitative' as const });
/** What a spread's numbers are called beside their axis. */
const spreadTitle = (of: string) => `${of}: median, least and most`;

/** A bar for each subject up to the median; a line from the least to the most. */
export function bars(series: Series[], { name: plot, alt, title, y }: PlotTexts): Plot {
	const subject = { field: 'name', type: 'nominal' as const, sort: null, title: null };
	const spec: TopLevelSpec = {
		...config,
		title,
		width: 560,
		height: { step: 34 },
		data: { values: series.map(({ name, values }) => ({ name, ...spreadOf(values) })) },
		encoding: { y: { ...subject, axis: { labelLimit: 400, domain: false, ticks: false, labelPadding: 8 } } },
		layer: [
			{
				mark: { type: 'bar', height: { band: 0.6 } },
				encoding: {
					x: { ...quantity('median'), title: spreadTitle(y), scale: { zero: true } },
					color: { condition: OWN, value: '#8c959f' },
				},
			},
			{
				mark: { type: 'rule', color: BLACK, strokeWidth: 2 },
				encoding: { x: quantity('min'), x2: { field: 'max' } },
			},
			...['min', 'max'].map((field) => ({
				mark: { type: 'tick' as const, color: BLACK, thickness: 2, size: 10 },
				encoding: { x: quantity(field) },
			})),
			{
				mark: { type: 'text', align: 'left', dx: 8, fontSize: 12, color: BLACK },
				encoding: { x: quantity('max'), text: { ...quantity('median'), format: ',.3~r' } },
			},
		],
	};
	return { name: plot, alt, spec };
}

interface RatioDot {
	work: string;
	name: string;
	values: number[];
	bound?: number;
	isKept: boolean;
}

/** A dot for each ratio at its median, with a line from the least to the most, and its bound beside it. */
export function ratioDots(ratios: RatioDot[], title: string): TopLevelSpec {
	const x = (field: string) => ({ ...quantity(field), scale: { type: 'log' as const } });
	// The work stands in one line, the ratio in the next.
	const labelExpr = "split(datum.label, '\\n')";
	const axis = { labelLimit: 0, labelExpr, domain: false, ticks: false, labelPadding: 8, grid: true };
	const y = { field: 'name', type: 'nominal' as const, sort: null, title: null, axis };
	return {
		...config,
		title,
		width: 420,
		height: { step: 40 },
		data: {
			values: ratios.map(({ work, name, values, ...rest }) => ({
				name: `${work}\n${name}`,
				...spreadOf(values),
				...rest,
			})),
		},
		layer: [
			{ mark: { type: 'rule', color: GREY, strokeDash: [4, 3] }, encoding: { x: { datum: 1, type: 'quantitative' } } },
			{
				mark: { type: 'rule', color: BLACK, strokeWidth: 2 },
				encoding: { y, x: x('min'), x2: { field: 'max' } },
			},
			{
				transform: [{ filter: 'isValid(datum.bound)' }],
				mark: { type: 'tick', color: '#8c959f', thickness: 3, size: 16 },
				encoding: { y, x: x('bound') },
			},
			{
				mark: { type: 'point', filled: true, size: 70, opacity: 1 },
				encoding: {
					y,
					x: { ...x('median'), title: spreadTitle('Ratio'), axis: { format: '~r' } },
					color: { condition: { test: 'datum.isKept', value: '#0969da' }, value: '#cf222e' },
				},
			},
		],
	};
}

/** A line for each subject through the medians, against a logarithmic axis. */
export function lines(series: Series[], { name: plot, alt, title, x, y, scale = 'log' }: PlotTexts): Plot {
	const places = [...new Set(series.flatMap(({ at }) => at ?? []))];
	const spec: TopLevelSpec = {
		...config,
		title,
		width: 560,
		height: 320,
		data: { values: series.map(({ name, at, values }) => ({ name, at, ...spreadOf(values) })) },
		encoding: {
			x: {
				...quantity('at'),
				title: x ?? null,
				scale: { type: 'log', nice: false },
				axis: { values: places, format: ',' },
			},
			color: {
				field: 'name',
				type: 'nominal',
				sort: null,
				scale: { range: ['#0969da', '#8250df', '#bf8700'] },
				legend: { orient: 'bottom' },
			},
		},
		layer: [
			{
				mark: { type: 'line', point: { size: 50, filled: true } },
				encoding: {
					y: {
						...quantity('median'),
						title: spreadTitle(y),
						scale: { type: scale, nice: scale === 'linear' },
						axis: { format: ',~r' },
					},
				},
			},
			{
				mark: { type: 'rule', strokeWidth: 2 },
				encoding: { y: quantity('min'), y2: { field: 'max' } },
			},
		],
	};
	return { name: plot, alt, spec };
}
