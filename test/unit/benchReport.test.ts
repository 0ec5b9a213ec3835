// What docs/benchmarks.md begins with, and how the time under load is counted.
import fc from 'fast-check';

import { anchorOf, overviewPlot, overviewTable } from '../../tools/bench/report/overview.ts';
import type { Ratio, Section } from '../../tools/bench/report/section.ts';
import { shareAbove } from '../../tools/bench/sandbox/underWay.ts';

function section(title: string, ratios: Ratio[]): Section {
	return { title, notes: [], tables: [], ratios, plots: [] };
}

const KEPT: Ratio = { what: 'time: this node / retell-sdk', values: [1, 1.2, 1], bound: ['≤', 1.1] };
const MISSED: Ratio = { what: 'time: retell-sdk / this node', values: [7], bound: ['≥', 8] };
const COUNT: Ratio = { what: 'most in flight', values: [32], bound: ['≤', 32] };
const LOOSE: Ratio = { what: 'CPU time: this node / axios', values: [3] };

test('the table has all that has a bound, and where nothing has one, the first ratio', () => {
	const { rows } = overviewTable([
		section('End 1,000 chats', [KEPT, LOOSE, MISSED, COUNT]),
		section('CPU', [LOOSE, LOOSE]),
	]);
	expect(rows).toEqual([
		['[End 1,000 chats](#end-1000-chats)', KEPT.what, '1 (1–1.20)', '≤ 1.1', 'yes'],
		['', MISSED.what, '7', '≥ 8', '**no**'],
		['', COUNT.what, '32', '≤ 32', 'yes'],
		['[CPU](#cpu)', LOOSE.what, '3', '', ''],
	]);
});

test('the plot leaves out counts, and there is none of nothing', () => {
	const shown = JSON.stringify(overviewPlot([section('End', [KEPT, COUNT])])?.spec);
	expect(shown).toContain(KEPT.what);
	expect(shown).not.toContain(COUNT.what);
	expect(overviewPlot([section('End', [COUNT])])).toBeUndefined();
});

test('a heading is linked as GitHub links it', () => {
	expect(anchorOf("The webhook trigger's answers")).toBe('the-webhook-triggers-answers');
	expect(anchorOf('List 1,000, 10,000 and 100,000 chats')).toBe('list-1000-10000-and-100000-chats');
});

test('the part of the time with many requests under way is that of all moments', () => {
	const request = fc.record({ at: fc.nat(30), took: fc.nat(10) });
	fc.assert(
		fc.property(fc.array(request, { minLength: 1, maxLength: 12 }), fc.nat(4), (drawn, most) => {
			const requests = drawn.map(({ at, took }) => ({ at, answeredAt: at + took }));
			const from = Math.min(...requests.map(({ at }) => at));
			const to = Math.max(...requests.map(({ answeredAt }) => answeredAt));
			const moments = Array.from({ length: to - from }, (_, index) => from + index);
			const busy = moments.filter(
				(moment) => requests.filter(({ at, answeredAt }) => at <= moment && moment < answeredAt).length > most,
			);
			expect(shareAbove(most, requests)).toBeCloseTo(moments.length > 0 ? busy.length / moments.length : 0);
		}),
	);
	expect(shareAbove(0, [])).toBe(0);
	expect(shareAbove(0, [{ at: 5, answeredAt: null }])).toBe(0);
});
