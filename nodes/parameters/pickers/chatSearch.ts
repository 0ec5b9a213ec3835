import { DateTime } from 'luxon';

import type { ChatFilterCriteria } from '../../retell/api/types';
import { CHAT_STATUSES } from '../../retell/api/vocabulary';

/** How the rows show when a chat started. */
const SHOWN_DATE = 'd LLL yyyy, HH:mm';
/** How people write dates, with the unit of time that they name by it. */
const DATES: Array<[format: string, unit: 'day' | 'month']> = [
	['d LLL yyyy', 'day'],
	['d LLLL yyyy', 'day'],
	['LLL d yyyy', 'day'],
	['LLLL d yyyy', 'day'],
	['yyyy-MM-dd', 'day'],
	['d LLL', 'day'],
	['d LLLL', 'day'],
	['LLL d', 'day'],
	['LLLL d', 'day'],
	['LLL yyyy', 'month'],
	['LLLL yyyy', 'month'],
];
/** Letters of a status by which it is known while a person still types. */
const FEWEST_LETTERS = 3;

export interface ChatSearch {
	/** What Retell can look for. */
	criteria: ChatFilterCriteria;
	/** What it cannot look for, other than as a part of a chat's ID; empty: nothing. */
	rest: string;
}

export interface SearchContext {
	/** The agents' names, by their IDs. */
	names: Map<string, string>;
	timezone: string;
	/** In ms since 1970. */
	now: number;
}

/** The start of a chat as the rows show it; empty where the time zone is none. */
export function shownDate(start: number, timezone: string): string {
	const date = DateTime.fromMillis(start, { zone: timezone, locale: 'en' });
	return date.isValid ? date.toFormat(SHOWN_DATE) : '';
}

/** The words of a text, as they are compared: without the signs that the rows put between their parts. */
export function searchable(text: string): string {
	return text.toLowerCase().replace(/[·,…]/g, ' ').replace(/\s+/g, ' ').trim();
}

/** Finds out which of the words of a search are an agent, a status, and a date: what the rows show, in any order. */
export function readChatSearch(text: string, context: SearchContext): ChatSearch {
	const words = searchable(text).split(' ').filter(Boolean);
	const criteria: ChatFilterCriteria = {};
	const status = CHAT_STATUSES.find((each) => words.includes(each));
	if (status) {
		words.splice(words.indexOf(status), 1);
		criteria.chat_status = { type: 'enum', op: 'in', value: [status] };
	}
	if (findAgents(words.join(' '), context) === undefined) {
		const date = findDate(words, context);
		if (date) {
			words.splice(date.at, date.length);
			criteria.start_timestamp = { type: 'range', op: 'bt', value: date.range };
		}
	}
	const rest = words.join(' ');
	const agents = findAgents(rest, context);
	if (agents) return { criteria: { ...criteria, agent: agents }, rest: '' };
	const begun = CHAT_STATUSES.find((each) => rest.length >= FEWEST_LETTERS && each.startsWith(rest));
	if (begun && !status) {
		return { criteria: { ...criteria, chat_status: { type: 'enum', op: 'in', value: [begun] } }, rest: '' };
	}
	return { criteria, rest };
}

/** The agents whose names contain a text; undefined if there are none. */
function findAgents(text: string, { names }: SearchContext): Array<{ agent_id: string }> | undefined {
	if (text === '') return undefined;
	const found = [...names].filter(([, name]) => searchable(name).includes(text));
	return found.length > 0 ? found.map(([agent_id]) => ({ agent_id })) : undefined;
}

/** Where among the words a date is, and from when until when it lasts, in ms since 1970. The longest one counts. */
function findDate(words: string[], context: SearchContext) {
	for (let length = words.length; length > 0; length--) {
		for (let at = 0; at + length <= words.length; at++) {
			const range = rangeOf(words.slice(at, at + length).join(' '), context);
			if (range) return { at, length, range };
		}
	}
	return undefined;
}

function rangeOf(text: string, { timezone: zone, now }: SearchContext): [number, number] | undefined {
	const rangeIn = (date: DateTime, unit: 'day' | 'month' | 'minute'): [number, number] => [
		date.startOf(unit).toMillis(),
		date.endOf(unit).toMillis(),
	];
	const today = DateTime.fromMillis(now, { zone });
	if (text === 'today') return rangeIn(today, 'day');
	if (text === 'yesterday') return rangeIn(today.minus({ days: 1 }), 'day');
	for (const [format, unit] of DATES) {
		for (const [withTime, precision] of [
			[format, unit],
			[`${format} HH:mm`, 'minute'],
		] as const) {
			const date = DateTime.fromFormat(text, withTime, { zone, locale: 'en' });
			if (!date.isValid) continue;
			// Without a year, the last such day is meant.
			const isAhead = !format.includes('yyyy') && date > today.endOf('day');
			return rangeIn(isAhead ? date.minus({ years: 1 }) : date, precision);
		}
	}
	return undefined;
}
