import { markdownTable } from 'markdown-table';
import type { RecordedRequest } from '../sandbox/requests.ts';
import type { Part } from './account.ts';

function table(title: string, lines: Array<[string, number]>): string {
	const rows = lines.map(([name, count]) => [name, count.toLocaleString('en-US')]);
	return markdownTable([[title, ''], ...rows], { align: ['l', 'r'] });
}

function answersOf(requests: RecordedRequest[]): Array<[string, number]> {
	const with_ = (fits: (status: number | null) => boolean) => requests.filter(({ status }) => fits(status)).length;
	return [
		['requests to Retell', requests.length],
		['answered', with_((status) => status !== null && status < 400)],
		['refused for the rate', with_((status) => status === 429)],
		['refused for another reason', with_((status) => status !== null && status >= 400 && status !== 429)],
		['cut off, or never answered', with_((status) => status === null)],
	];
}

export function report(counts: ReadonlyMap<string, number>, requests: RecordedRequest[], account: Part[]): string {
	return [
		table(
			'What happened',
			[...counts].sort(([one], [other]) => one.localeCompare(other)),
		),
		table('Requests', answersOf(requests)),
		...account.map(({ title, lines }) =>
			table(
				title,
				lines.map(({ name, count }) => [name, count]),
			),
		),
	].join('\n\n');
}
