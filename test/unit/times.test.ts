import fc from 'fast-check';
import { DateTime } from 'luxon';

import { timeInput } from '../../nodes/parameters/check/times.ts';
import { Explained } from '../../nodes/messages/explained.ts';
import { hostileJson } from './arbitraries.ts';
import { readOrRefused, refusalOf } from './explained.ts';

const ZONE = 'Europe/Berlin';
const read = (value: unknown, zone = ZONE) => timeInput(value, 'Started After', zone);
const iso = (value: unknown, zone = ZONE) => new Date(read(value, zone)).toISOString();

test.each([
	// n8n's picker, in winter and in summer
	['2026-01-05T12:00:00', '2026-01-05T11:00:00.000Z'],
	['2026-07-05T12:00:00', '2026-07-05T10:00:00.000Z'],
	// around hours that are skipped and that come twice
	['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
	['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
	['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
	['2026-10-25T01:59:59', '2026-10-24T23:59:59.000Z'],
	['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
	// a time zone of its own
	['2026-01-05T12:00:00Z', '2026-01-05T12:00:00.000Z'],
	['2026-01-05T12:00:00.123-05:30', '2026-01-05T17:30:00.123Z'],
	[' 2026-01-05T12:00+09:00 ', '2026-01-05T03:00:00.000Z'],
	['2026-01-05T24:00:00', '2026-01-05T23:00:00.000Z'],
	// other usual forms
	['2026-01-05', '2026-01-04T23:00:00.000Z'],
	['2026-W02-1', '2026-01-04T23:00:00.000Z'],
	['2026-01-05 12:00:00', '2026-01-05T11:00:00.000Z'],
	['2026-01-05 12:00:00.5+00', '2026-01-05T12:00:00.500Z'],
	['Mon, 05 Jan 2026 12:00:00 +0200', '2026-01-05T10:00:00.000Z'],
	['Mon, 05 Jan 2026 12:00:00 GMT', '2026-01-05T12:00:00.000Z'],
	// ms since 1970
	[1767614400000, '2026-01-05T12:00:00.000Z'],
	['1767614400000', '2026-01-05T12:00:00.000Z'],
	[100_000_000_000, '1973-03-03T09:46:40.000Z'],
])('%p is %s', (value, time) => {
	expect(iso(value)).toBe(time);
});

test('the workflow’s time zone is used, not that of the machine', () => {
	expect(iso('2026-01-05T12:00:00', 'Asia/Kathmandu')).toBe('2026-01-05T06:15:00.000Z');
	expect(iso('2026-01-05T12:00:00', 'America/St_Johns')).toBe('2026-01-05T15:30:00.000Z');
});

test('a date of an expression keeps its moment in every form and every zone', () => {
	const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland');
	const moment = fc.date({ min: new Date('1973-03-04'), max: new Date('2100-01-01'), noInvalidDate: true });
	fc.assert(
		fc.property(moment, zone, zone, (date, from, to) => {
			const dateTime = DateTime.fromJSDate(date, { zone: from });
			for (const value of [date, dateTime, dateTime.toISO(), date.toISOString(), date.getTime(), `${date.getTime()}`]) {
				expect(read(value, to)).toBe(date.getTime());
			}
			// Of an hour that comes twice, either one is right: the clock on the wall shows the same.
			const wall = dateTime.toISO({ includeOffset: false });
			expect(DateTime.fromMillis(read(wall, from), { zone: from }).toISO({ includeOffset: false })).toBe(wall);
		}),
	);
});

test.each<[unknown]>([
	['12'],
	['2026'],
	['20260105'],
	[1767614400],
	['soon'],
	['yesterday'],
	['last week 3'],
	['chat 2026'],
	['-5'],
	[-1767614400000],
	[1.5],
	['10:00'],
	['2026-13-45'],
	['2026-02-30'],
	['2026-02-30T10:00:00Z'],
	['2026-01-05T25:00'],
	['2026-01-05 12:00 PM'],
	['2026-01-05 (or so)'],
	['01/05/2026'],
	[''],
	[' '],
	[null],
	[undefined],
	[true],
	[{}],
	[[2026]],
	[new Date(NaN)],
	[DateTime.invalid('no date')],
])('%p is refused by the name of its parameter', (value) => {
	expect(refusalOf(() => read(value)).message).toContain('"Started After" must be a date, not ');
});

test('only what begins like a date is ever taken', () => {
	const words = fc.oneof(
		fc.string(),
		hostileJson,
		fc.tuple(fc.lorem({ maxCount: 2 }), fc.nat()).map(([text, number]) => `${text} ${number}`),
	);
	fc.assert(
		fc.property(words, (value) => {
			const time = readOrRefused(() => read(value));
			if (time instanceof Explained) return;
			expect(Number.isInteger(time)).toBe(true);
			expect(String(value)).toMatch(/^\s*(\d{12,14}|\d{4}-)/);
		}),
		{ numRuns: 1000 },
	);
});
