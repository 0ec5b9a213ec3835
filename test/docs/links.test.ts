// Links between the pages lead somewhere, and the README leads to each page.
import { existsSync } from 'node:fs';

import { PAGES, pageNamed, scriptOf, scripts } from './pages.ts';

/** Where n8n's users look for what; other sections may stand between. */
const N8N_ORDER = [
	'Installation',
	'Operations',
	'Credentials',
	'Compatibility',
	'Usage',
	'Resources',
	'Version history',
];

describe.each(PAGES)('$file', ({ links, commands, text }) => {
	test('has links to files and headings that there are', () => {
		for (const link of links) {
			const page = PAGES.find(({ file }) => file === link.target);
			const leads =
				existsSync(link.target) && (link.anchor === undefined || page?.anchors.includes(link.anchor) === true);
			expect({ ...link, leads }).toEqual({ ...link, leads: true });
		}
	});

	test('names npm scripts that there are', () => {
		const named = commands.flatMap((command) => scriptOf(command) ?? []);
		expect(named.filter((script) => !scripts().includes(script))).toEqual([]);
	});

	test('has no trace of an unfinished text', () => {
		expect(text).not.toMatch(/\b(TODO|FIXME|TBD|lorem)\b/i);
	});
});

test('the README leads to each page of docs, and with the list of examples to each example', () => {
	const links = [...pageNamed('README.md').links, ...pageNamed('examples/README.md').links];
	const pages = PAGES.map(({ file }) => file).filter((file) => file !== 'README.md');
	expect(pages.filter((file) => !links.some(({ target }) => target === file))).toEqual([]);
});

test("the README has n8n's sections in n8n's order", () => {
	const headings = [...pageNamed('README.md').text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
	expect(headings.filter((heading) => N8N_ORDER.includes(heading ?? ''))).toEqual(N8N_ORDER);
});

test('the README can be read in a few minutes', () => {
	expect(pageNamed('README.md').text.split(/\s+/).length).toBeLessThanOrEqual(1_600);
});
