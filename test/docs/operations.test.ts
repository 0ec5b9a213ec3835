// The tables that are to have all operations leave none out, and name none that there is not.
import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { nameOf, recordOf, type OperationName } from '../operations/index.ts';
import type { OperationRecord } from '../operations/record.ts';
import { pageNamed } from './pages.ts';

const { properties } = new RetellChat().description;
const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];

/** Each operation by the names that the editor shows, and by that of its record. */
const NAMED = properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options = [] }) => {
		const shown = resources.find((each) => 'value' in each && displayOptions?.show?.resource?.includes(each.value));
		if (!shown || !('value' in shown)) throw new Error('Operations of no resource');
		return options.map((option): [resource: string, operation: string, record: OperationName] => {
			if (!('value' in option)) throw new Error(`${option.name} is no operation`);
			return [shown.name, option.name, nameOf(`${shown.value}`, `${option.value}`)];
		});
	})
	.sort(([, a], [, b]) => (a < b ? -1 : 1));
/** Each resource with the names of its operations. */
const OPERATIONS = resources.map(({ name }): [resource: string, operations: string[]] => [
	name,
	namesWhere(name, () => true),
]);

/** What happens twice if it's sent twice: `test/unit/errorTexts.test.ts` holds the calls to this list. */
const NEVER_RETRIED = [
	'POST /agent-playground-completion/:id',
	'POST /create-agent-version/:id',
	'POST /create-batch-test',
	'POST /create-chat',
	'POST /create-chat-agent',
	'POST /create-chat-completion',
	'POST /create-sms-chat',
	'PUT /rerun-chat-analysis/:id',
];

/** The display names of a resource's operations whose records are like that. */
function namesWhere(resource: string, isSo: (record: OperationRecord) => boolean): string[] {
	return NAMED.filter(([shown, , name]) => shown === resource && isSo(recordOf(name))).map(([, shown]) => shown);
}

test.each(OPERATIONS)('the README says what the operations of %s do', (resource, operations) => {
	const named = [...pageNamed('README.md').text.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm)];
	expect(named.filter(([, first]) => first === resource).map(([, , name]) => name)).toEqual(operations);
});

test.each(OPERATIONS)('docs/retries.md names the operations of %s with a call that is never retried', (resource) => {
	const start = `| ${resource}: `;
	const rows = pageNamed('docs/retries.md')
		.text.split('\n')
		.filter((line) => line.startsWith(start));
	const never = namesWhere(resource, ({ calls }) => NEVER_RETRIED.some((call) => call in calls));
	expect(rows.flatMap((row) => namesIn(row.slice(start.length))).sort()).toEqual(never);
});

test.each(OPERATIONS)(
	'docs/scale.md names the operations of %s that ask Retell for more than one thing',
	(resource) => {
		const names = namesUnder('docs/scale.md', `| ${resource} | Requests |`);
		const more = namesWhere(
			resource,
			({ calls, yields }) => Object.keys(calls).length > 1 || yields.startsWith('many'),
		);
		// More than one row where it depends on a choice, such as "Send Message to a chat".
		const whole = names.map((name) => more.find((operation) => name.startsWith(`${operation} to a `)) ?? name);
		expect([...new Set(whole)].sort()).toEqual(more);
	},
);

/** The names in the first column of the table with this head. */
function namesUnder(file: string, head: string): string[] {
	const [, table = ''] = pageNamed(file).text.split(`\n${head}\n| --- | --- |\n`);
	return (table.split('\n\n')[0] ?? '')
		.split('\n')
		.filter(Boolean)
		.flatMap((row) => namesIn(row.replace(/^\| /, '')));
}

/** The names in the first column of a row, of which the beginning is cut off. */
function namesIn(row: string): string[] {
	return (row.split(' |')[0] ?? '').replaceAll('**', '').split(', ');
}
