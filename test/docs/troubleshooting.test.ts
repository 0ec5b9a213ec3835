// docs/troubleshooting.md has every text by which the package tells that something went wrong, word for word, and no other.
import { useWorld } from '../nodes/world.ts';
import { ANY, MESSAGES, type Message } from './messages.ts';
import { pageNamed } from './pages.ts';
import { textsOfN8n, wrongValueTexts } from './shown.ts';

/** n8n has another text for it, whatever the node throws. */
const NEVER_SHOWN = ['The execution was canceled'];

const { text: page } = pageNamed('docs/troubleshooting.md');
const world = useWorld();

/** The texts that stand alone in the first column of a table. */
const quoted = quotesIn(page);

test('the page has every text that the source has', () => {
	const shown = new Set(quoted.flatMap((quote) => messagesFor(quote).map(({ text }) => text)));
	const missing = MESSAGES.filter(({ text }) => !shown.has(text) && !NEVER_SHOWN.includes(text));
	expect(missing.map(({ at, text }) => `${text} (${at})`)).toEqual([]);
});

test('the page has no text that neither the source has nor n8n says', async () => {
	const byN8n = await textsOfN8n(world);
	expect(quoted.filter((quote) => messagesFor(quote).length === 0).sort()).toEqual(byN8n.sort());
});

test('what the page says of wrong values is what the node says, names and numbers included', async () => {
	const said = await wrongValueTexts(world);
	expect(said.filter((text) => !quoted.includes(text))).toEqual([]);
	const section = /^## What was entered$.*?(?=^## )/ms.exec(page)?.[0] ?? '';
	const ofN8n = await textsOfN8n(world);
	expect(quotesIn(section).filter((quote) => ![...said, ...ofN8n].includes(quote))).toEqual([]);
});

test('no text is there twice', () => {
	expect(quoted.filter((text, index) => quoted.indexOf(text) !== index)).toEqual([]);
});

function quotesIn(text: string): string[] {
	return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, quote = '']) => quote);
}

/** The messages that a text can be an example of: of those that fit, those that have the most words in common with it. */
function messagesFor(quote: string): Message[] {
	const fitting = MESSAGES.filter(({ text }) => patternOf(text).test(quote));
	const most = Math.max(...fitting.map(wordsOf));
	return fitting.filter((message) => wordsOf(message) === most);
}

function patternOf(text: string): RegExp {
	const words = text.split(ANY).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	return new RegExp(`^${words.join('.+')}$`, 's');
}

function wordsOf({ text }: Message): number {
	return text.replaceAll(ANY, '').length;
}
