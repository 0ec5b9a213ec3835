// docs/troubleshooting.md has every message of the package, as a person sees it.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { withTables } from '../../tools/troubleshooting/page.ts';
import { BY_N8N, TABLES, TOLD } from '../../tools/troubleshooting/tables.ts';
import { useWorld } from '../nodes/world.ts';
import { pageNamed } from './pages.ts';
import { textsOfN8n, wrongValueTexts } from './shown.ts';

/** What messages are made of. */
const MATERIAL = ['explained', 'fields', 'quotes'];

const { text: page } = pageNamed('docs/troubleshooting.md');
const world = useWorld();
const listed = Object.values(TABLES).flatMap(({ rows }) => rows.filter(({ unlisted }) => unlisted === undefined));

test('npm run troubleshooting would change nothing: run it after a message has changed', () => {
	expect(withTables(page)).toBe(page);
});

test('every file of the catalogue is told', () => {
	const files = globSync('nodes/messages/*.ts').map((file) => basename(file, '.ts'));
	expect(files.filter((file) => !MATERIAL.includes(file)).sort()).toEqual(Object.keys(TOLD).sort());
});

test('every message stands in a table, or another with its text', () => {
	const texts = new Set(listed.map(({ text }) => text));
	const missing = Object.values(TOLD)
		.flat()
		.filter(({ text, unlisted }) => unlisted === undefined && !texts.has(text));
	expect(missing).toEqual([]);
});

test('every message is used', () => {
	const source = globSync('{nodes,credentials}/**/*.ts', { exclude: ['nodes/messages/**'] })
		.map((file) => readFileSync(file, 'utf8'))
		.join('\n');
	const names = Object.values(TOLD).flatMap((told) => told.map(({ name }) => name ?? ''));
	expect(names.length).toBeGreaterThan(150);
	expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
});

test('no text is there twice, and no cell is empty', () => {
	const texts = listed.map(({ text }) => text);
	expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
	expect(page.split('\n').filter((line) => /^\|.*\|\s*\|/.test(line))).toEqual([]);
});

test('what the page says of wrong values is what the node says, names and numbers included', async () => {
	const said = await wrongValueTexts(world);
	expect(said.filter((text) => !listed.some((row) => row.text === text))).toEqual([]);
	const entered = (TABLES.entered?.rows ?? []).filter(({ name, unlisted }) => name && unlisted === undefined);
	expect(entered.length).toBeGreaterThan(40);
	expect(entered.map(({ text }) => text).filter((text) => !said.includes(text))).toEqual([]);
});

test('what the page says of n8n is what n8n says', async () => {
	expect(await textsOfN8n(world)).toEqual([BY_N8N.required, BY_N8N.cancelled]);
});
