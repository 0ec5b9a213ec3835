import type { Told } from './entry.ts';
import { TABLES, type Table } from './tables.ts';

/** A page with its tables made anew: each stands between `<!-- messages: NAME -->` and `<!-- /messages -->`. */
export function withTables(page: string): string {
	const found = new Set<string>();
	const filled = page.replace(/(<!-- messages: (\w+) -->\n).*?(<!-- \/messages -->)/gs, (_all, start, name, end) => {
		const table = TABLES[String(name)];
		if (!table) throw new Error(`There is no table "${name}"`);
		found.add(String(name));
		return `${start}\n${textOf(table)}\n\n${end}`;
	});
	const missing = Object.keys(TABLES).filter((name) => !found.has(name));
	if (missing.length > 0) throw new Error(`The page has no place for: ${missing.join(', ')}`);
	return filled;
}

function textOf({ head, columns, rows }: Table): string {
	const cells = { means: ({ means }: Told) => means, do: doOf };
	const listed = rows.filter(({ unlisted }) => unlisted === undefined);
	const lines = listed.map((row) => [seenOf(row), ...columns.map((column) => cells[column](row))]);
	return [head, head.map(() => '---'), ...lines].map(lineOf).join('\n');
}

function lineOf(cells: string[]): string {
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function seenOf({ name, text, inLog }: Told): string {
	if (name === undefined) return text;
	return `${inLog ? "In n8n's log: " : ''}\`${text}\``;
}

/** The message's own advice, and what there is to say besides. */
function doOf({ advice, also }: Told): string {
	return [markdownOf(advice.trim()), also].filter(Boolean).join(' ');
}

/** What is meant to the letter, as code: expressions, JSON, environment variables. */
function markdownOf(advice: string): string {
	return advice.replace(/\{\{.*?\}\}|\{ ?".*\}|\b[A-Z_]+=\S*\w/g, '`$&`');
}
