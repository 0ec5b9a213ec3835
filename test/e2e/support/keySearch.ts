import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Something that n8n wrote. */
export interface Place {
	name: string;
	content: string | Uint8Array;
}

/** All files in a folder, as they are on the disk: free pages of a database too. Installed packages are left out. */
export function* filesIn(folder: string): Generator<Place> {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const file = join(entry.parentPath, entry.name);
		if (!entry.isFile() || file.includes('node_modules')) continue;
		yield { name: `the file ${entry.name}`, content: readFileSync(file) };
	}
}

/**
 * Every value of an SQLite database, whole: in the file, a long one lies scattered over several pages. What is still in
 * the write-ahead log counts.
 */
export function* valuesIn(file: string): Generator<Place> {
	if (!existsSync(file)) return;
	const database = new DatabaseSync(file);
	try {
		const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
		for (const { name: table } of tables) {
			for (const row of database.prepare(`SELECT * FROM "${String(table)}"`).iterate()) {
				for (const [column, value] of Object.entries(row)) {
					const content = value instanceof Uint8Array ? value : String(value);
					yield { name: `the database's ${String(table)}.${column}`, content };
				}
			}
		}
	} finally {
		database.close();
	}
}

/** The ways in which a text could have been written down, by name. */
function formsOf(text: string): Array<[form: string, bytes: Buffer]> {
	const bytes = Buffer.from(text);
	// What base64 makes of it depends on how many bytes stand before it; its first and last letter on their values.
	const wherever = (form: 'base64' | 'base64url') =>
		[0, 1, 2].map((before): [string, Buffer] => {
			const letters = Buffer.concat([Buffer.alloc(before), bytes])
				.toString(form)
				.replaceAll('=', '');
			return [form, Buffer.from(letters.slice(before === 0 ? 0 : before + 1, -1))];
		});
	return [
		['plain', bytes],
		['UTF-16', Buffer.from(text, 'utf16le')],
		['hex', Buffer.from(bytes.toString('hex'))],
		['hex', Buffer.from(bytes.toString('hex').toUpperCase())],
		...wherever('base64'),
		...wherever('base64url'),
	];
}

/** Where one of these texts stands, in whatever form: one sentence for each, without the text itself. */
export function findings(places: Iterable<Place>, texts: Record<string, string>): string[] {
	const wanted = Object.entries(texts).flatMap(([name, text]) =>
		formsOf(text).map(([form, bytes]) => ({ name, form, bytes })),
	);
	const found = new Set<string>();
	for (const { name: place, content } of places) {
		const bytes =
			typeof content === 'string'
				? Buffer.from(content)
				: Buffer.from(content.buffer, content.byteOffset, content.byteLength);
		for (const each of wanted) {
			if (bytes.includes(each.bytes)) found.add(`${place} holds ${each.name} (${each.form})`);
		}
	}
	return [...found];
}
