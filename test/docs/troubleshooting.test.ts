// docs/troubleshooting.md has every message of the package, as a person sees it.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { MESSAGES } from '../../tools/troubleshooting/messages.ts';
import { namesIn, withMessages } from '../../tools/troubleshooting/page.ts';
import { useWorld } from '../nodes/world.ts';
import { pageNamed } from './pages.ts';
import { textsOfN8n, wrongValueTexts } from './shown.ts';

/** What messages are made of. */
const MATERIAL = ['explained', 'fields', 'quotes'];
/** Parts of other messages, what tells how far a run is, what another row says of many, and one in whose place n8n has its own. */
const WITHOUT_ROW = ['nameInFilter', 'testOutcome', 'testsProgress', 'testsNotPassed.ofOne', 'EXECUTION_CANCELED'];

const { text: page } = pageNamed('docs/troubleshooting.md');
const world = useWorld();
const messages = Object.values(MESSAGES).flat();
const textOf = (name: string) => messages.find((each) => each.name === name)?.text;
const listed = namesIn(page).map(textOf);

test('npm run troubleshooting would change nothing: run it after a message has changed', () => {
	expect(withMessages(page)).toBe(page);
});

test('every file of the catalogue is told', () => {
	const files = globSync('nodes/messages/*.ts').map((file) => basename(file, '.ts'));
	expect(files.filter((file) => !MATERIAL.includes(file)).sort()).toEqual(Object.keys(MESSAGES).sort());
});

test('every message has a row, or another with its text', () => {
	const missing = messages.filter(({ name, text }) => !WITHOUT_ROW.includes(name) && !listed.includes(text));
	expect(missing).toEqual([]);
});

test('every message is used', () => {
	const source = globSync('{nodes,credentials}/**/*.ts', { exclude: ['nodes/messages/**'] })
		.map((file) => readFileSync(file, 'utf8'))
		.join('\n');
	expect(messages.length).toBeGreaterThan(150);
	const names = messages.map(({ name }) => name.split('.')[0]);
	expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
});

test('no text is there twice, and no cell is empty', () => {
	expect(listed.filter((text, index) => listed.indexOf(text) !== index)).toEqual([]);
	expect(page.split('\n').filter((line) => /^\|.*\|\s*\|/.test(line))).toEqual([]);
});

test('what the page says of wrong values is what the node says, names and numbers included', async () => {
	const said = await wrongValueTexts(world);
	expect(said.filter((text) => !listed.includes(text))).toEqual([]);
	const [, after = ''] = page.split('\n## What was entered\n');
	const entered = namesIn(after.split('\n## ')[0] ?? '').map(textOf);
	expect(entered.length).toBeGreaterThan(40);
	expect(entered.filter((text) => !said.includes(text ?? ''))).toEqual([]);
});

test('what the page says of n8n is what n8n says', async () => {
	const said = await textsOfN8n(world);
	expect(said.filter((text) => !page.includes(`| \`${text}\` |`))).toEqual([]);
});
