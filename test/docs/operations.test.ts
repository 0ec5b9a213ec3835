// The tables that are to have all operations leave none out, and name none that there is not.
import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { pageNamed } from './pages.ts';

const { properties } = new RetellChat().description;
const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];

/** Each resource with its operations, by the names that the editor shows. */
const OPERATIONS = properties
	.filter(({ name }) => name === 'operation')
	.map(({ displayOptions, options = [] }): [resource: string, operations: string[]] => {
		const [shown] = displayOptions?.show?.resource ?? [];
		const resource = resources.find((each) => 'value' in each && each.value === shown);
		return [resource?.name ?? '', options.map(({ name }) => name).sort()];
	});
/** Those that ask Retell something. */
const ASKING = OPERATIONS.filter(([resource]) => resource !== 'Inbound SMS');

test.each(OPERATIONS)('the README says what the operations of %s do', (resource, operations) => {
	const named = [...pageNamed('README.md').text.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm)];
	expect(named.filter(([, first]) => first === resource).map(([, , name]) => name)).toEqual(operations);
});

test.each(ASKING)('docs/retries.md says whether the operations of %s are retried', (resource, operations) => {
	const start = `| ${resource}: `;
	const rows = pageNamed('docs/retries.md')
		.text.split('\n')
		.filter((line) => line.startsWith(start));
	expect(rows.flatMap((row) => namesIn(row.slice(start.length))).sort()).toEqual(operations);
});

test.each(ASKING)('docs/scale.md tells what the operations of %s ask of Retell', (resource, operations) => {
	const names = namesUnder('docs/scale.md', `| ${resource} | Requests |`);
	// More than one row where it depends on a choice, such as "Send Message to a chat".
	const whole = names.map((name) => operations.find((operation) => name.startsWith(`${operation} to a `)) ?? name);
	expect([...new Set(whole)].sort()).toEqual(operations);
});

/** The names in the first column of the table with this head. */
function namesUnder(file: string, head: string): string[] {
	const [, table = ''] = pageNamed(file).text.split(`\n${head}\n| --- | --- |\n`);
	return (table.split('\n\n')[0] ?? '').split('\n').flatMap((row) => namesIn(row.replace(/^\| /, '')));
}

/** The names in the first column of a row, of which the beginning is cut off. */
function namesIn(row: string): string[] {
	return (row.split(' |')[0] ?? '').replaceAll('**', '').split(', ');
}
