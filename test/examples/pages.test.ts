// Each example has a page that fits it. (Its links: test/docs.)
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assignmentsOf, EXAMPLES, FOLDER, notes, textOf, VALUES, workers } from './examples.ts';
import { OUR_NODES } from './nodeTypes.ts';

const INDEX = readFileSync(join(FOLDER, 'README.md'), 'utf8');
const SECTIONS = ['What it does', 'What you need', 'Set it up', 'Change it', 'Good to know'];
/** What n8n's editor calls things; what else stands in bold is a node or one of its parameters. */
const EDITOR = [
	'Always Output Data',
	'Authentication',
	'Data tables',
	'Embedded Chat',
	'Execute workflow',
	'Executions',
	'From file',
	'Import',
	'Make Chat Publicly Available',
	'Mode',
	'Open chat',
	'Poll Times',
	'Publish',
	'Retry',
	'System Message',
];

describe.each(EXAMPLES)('$id', (example) => {
	const { id, workflow, page } = example;

	test('has a page with its title, its picture, and all sections', () => {
		const [title] = page.split('\n');
		expect(title).toBe(`# ${workflow.name}`);
		expect(page).toContain(`](../docs/screenshots/examples/${id}.png)`);
		expect(page).toContain(`](${id}.json)`);
		expect(page.match(/^## .*/gm)).toEqual(SECTIONS.map((section) => `## ${section}`));
	});

	test('is in the list of examples under its title', () => {
		expect(INDEX).toContain(`[${workflow.name}](${id}.md)`);
	});

	test('has the values explained that a person fills in, and no others', () => {
		const values = workers(example).filter(({ name }) => name === VALUES);
		const explained = [...page.matchAll(/^\| `(\w+)` \| .+\|$/gm)].map(([, name]) => name);
		expect(explained).toEqual(values.flatMap(assignmentsOf).map(({ name }) => name));
	});

	test('names only nodes, parameters and buttons that there are', () => {
		const parameters = JSON.stringify(workers(example).map(({ type }) => OUR_NODES[type]?.properties));
		const labels = [...parameters.matchAll(/"displayName":"([^"]+)"/g)].map(([, label = '']) => label);
		const names = workers(example).map(({ name }) => name);
		const known = [...EDITOR, ...names, ...labels, 'n8n-nodes-retell-chat', '$fromAI'];
		const texts = [page, ...notes(example).map(textOf)];
		const bold = texts.flatMap((text) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words = '']) => words));
		expect(bold.filter((words) => !words.endsWith('.') && !known.includes(words) && !isField(words))).toEqual([]);
	});

	test('names each node that needs a credential or a choice', () => {
		const toSetUp = workers(example).filter((node) =>
			/retell|hubspot|httpRequest|slack|whatsApp|lmChat/i.test(node.type),
		);
		const [, setUp = ''] = /## Set it up\n([\s\S]*?)\n## /.exec(page) ?? [];
		const unnamed = toSetUp.filter(({ name, disabled }) => !disabled && !setUp.includes(`**${name}**`));
		expect(unnamed.map(({ name }) => name)).toEqual([]);
	});

	test('has a page without dashes of a writer', () => {
		expect(page).not.toMatch(/[—–]/);
	});

	/** A field of the items, or a sentence that stands in bold. */
	function isField(words: string): boolean {
		return /^[a-z_]+$/.test(words) || words.split(' ').length > 6;
	}
});
