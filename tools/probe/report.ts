export interface Asked {
	chapter: string;
	asks: string;
	assumes?: string;
	answer: string;
	/** Undefined where the package takes nothing for granted, or nothing was learned. */
	isAsAssumed?: boolean;
}

export interface Report {
	/** Whose answers these are. */
	account: 'Retell' | 'the sandbox';
	/** When it began, ISO 8601. */
	at: string;
	/** Whether it was stopped before all was asked. */
	isPartial: boolean;
	requests: number;
	asked: Asked[];
}

const IDS = [
	// Retell's: a word, an underscore and at least 16 letters and digits.
	/\b([a-z]+(?:_[a-z]+)*)_[A-Za-z0-9]{16,}\b/g,
	/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
	/\b[0-9a-f]{24,}\b/gi,
	/\+\d{7,15}\b/g,
];

/** A text without what tells whose account it is: secrets that are known, IDs and phone numbers. */
export function withoutIds(text: string, secrets: string[]): string {
	const hidden = secrets.filter(Boolean).reduce((left, secret) => left.replaceAll(secret, '…'), text);
	return IDS.reduce((left, id) => left.replace(id, (_, kind: unknown) => (isWord(kind) ? `${kind}_…` : '…')), hidden);
}

function isWord(value: unknown): value is string {
	return typeof value === 'string';
}

export function summaryOf({ account, at, isPartial, requests, asked }: Report): string {
	const differing = asked.filter(({ isAsAssumed }) => isAsAssumed === false);
	const unlearned = asked.filter(({ answer }) => answer.startsWith('not learned')).length;
	const chapters = [...new Set(asked.map(({ chapter }) => chapter))];
	const verdict =
		differing.length === 0
			? 'Nothing differs from what the package takes for granted.'
			: `${differing.length === 1 ? 'One answer differs' : `${differing.length} answers differ`} from what the package takes for granted.`;
	return [
		`How ${account} behaves, asked on ${at.slice(0, 10)} with ${requests} requests${isPartial ? ', and stopped before the end' : ''}.`,
		unlearned === 0 ? verdict : `${verdict} ${unlearned} questions have no answer.`,
		...chapters.map((title) =>
			[`**${title}**\n`, ...HEAD, ...asked.filter(({ chapter }) => chapter === title).map(rowOf)].join('\n'),
		),
	].join('\n\n');
}

/** A page with the summary between its two marks. */
export function withSample(page: string, summary: string): string {
	const place = /(<!-- sample -->\n).*?(<!-- \/sample -->)/s;
	if (!place.test(page)) throw new Error('The page has no place for a sample');
	return page.replace(place, (_, start: string, end: string) => `${start}\n${summary}\n\n${end}`);
}

const HEAD = ['| Question | Answer | Taken for granted |', '| --- | --- | --- |'];

function rowOf({ asks, assumes = '', answer, isAsAssumed }: Asked): string {
	const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
	const verdict = isAsAssumed === undefined ? '' : isAsAssumed ? ' ✓' : ' **differs**';
	return `| ${cell(asks)} | ${cell(answer)} | ${cell(assumes)}${verdict} |`;
}
