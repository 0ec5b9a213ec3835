// The search for keys that the end-to-end tests make in all that n8n wrote: it has to find them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import fc from 'fast-check';

import { filesIn, findings, valuesIn } from '../e2e/support/keySearch.ts';

const KEY = 'key_0123456789abcdefghij';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'key-search-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FORMS: Record<string, (text: string) => Buffer> = {
	plain: (text) => Buffer.from(text),
	'UTF-16': (text) => Buffer.from(text, 'utf16le'),
	hex: (text) => Buffer.from(Buffer.from(text).toString('hex')),
	base64: (text) => Buffer.from(Buffer.from(text).toString('base64')),
	base64url: (text) => Buffer.from(Buffer.from(text).toString('base64url')),
};

test.each(Object.entries(FORMS))('a key is found in %s, whatever stands around it', (form, write) => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (before, after) => {
			const found = findings([{ name: 'a log', content: write(before + KEY + after) }], { 'the API key': KEY });
			expect(found).toContain(`a log holds the API key (${form})`);
		}),
	);
});

test('what is no key is not found', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			fc.pre(!text.includes(KEY));
			expect(findings([{ name: 'a log', content: text }], { 'the API key': KEY })).toEqual([]);
		}),
	);
	const nearly = KEY.slice(0, -1);
	expect(findings([{ name: 'a log', content: nearly }], { 'the API key': KEY })).toEqual([]);
});

test('a key in a file is found, also one in a folder below', () => {
	writeFileSync(join(folder, 'events.log'), `{"authorization":"Bearer ${KEY}"}`);
	expect(findings(filesIn(folder), { 'the API key': KEY })).toEqual(['the file events.log holds the API key (plain)']);
});

test('a key in a database is found where pages cut it in two, and while it is only in the write-ahead log', () => {
	const file = join(folder, 'database.sqlite');
	const database = new DatabaseSync(file);
	try {
		database.exec('PRAGMA journal_mode = WAL; CREATE TABLE runs (id INTEGER, data TEXT)');
		const insert = database.prepare('INSERT INTO runs VALUES (?, ?)');
		// Wherever the pages end: some of these lie across.
		const lengths = Array.from({ length: 300 }, (_, n) => 16 * n);
		const end = (length: number) => `, for ${length}.`;
		for (const length of lengths) insert.run(length, 'x'.repeat(6000) + KEY + end(length) + 'y'.repeat(length));
		const log = readFileSync(`${file}-wal`).toString('latin1');
		expect(lengths.filter((length) => !log.includes(KEY + end(length)))).not.toEqual([]);

		const places = [...valuesIn(file)];
		const hits = places.filter((place) => findings([place], { 'the API key': KEY }).length > 0);
		expect(hits.map(({ name }) => name)).toEqual(lengths.map(() => "the database's runs.data"));
	} finally {
		database.close();
	}
});
