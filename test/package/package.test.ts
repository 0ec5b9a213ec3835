// What is published: nothing missing, nothing too much, and n8n's own loader takes it.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { PackageDirectoryLoader } from 'n8n-core';

import { packAndUnpack } from './pack.ts';

const NODES = ['retellChat', 'retellChatTrigger', 'retellChatWebhookTrigger', 'retellInboundSmsTrigger'];

let scratch: string;
let unpacked: string;
beforeAll(() => {
	if (!existsSync('dist')) throw new Error('Build the package first: npm run build');
	// Within reach of node_modules, where n8n-workflow is found as it is in n8n.
	mkdirSync('node_modules/.cache', { recursive: true });
	scratch = mkdtempSync('node_modules/.cache/package-');
	unpacked = resolve(packAndUnpack(scratch));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const published = () =>
	globSync('**/*', { cwd: unpacked, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(unpacked, join(entry.parentPath, entry.name)))
		.sort();

test('the tarball holds the code, the icons, the codex files and the schemas, and nothing else', () => {
	const { n8n } = JSON.parse(readFileSync('package.json', 'utf8')) as {
		n8n: { credentials: string[]; nodes: string[] };
	};
	const compiled = [...n8n.credentials, ...n8n.nodes, join('dist', 'shared.js')];
	const copied = globSync('nodes/**/*.json').map((file) => join('dist', file));
	const icons = globSync('icons/*.svg').map((file) => join('dist', file));
	const about = ['LICENSE.md', 'README.md', 'index.js', 'package.json'];
	expect(published()).toEqual([...compiled, ...copied, ...icons, ...about].sort());
});

test('the code needs nothing but what n8n brings', () => {
	for (const file of published().filter((name) => name.endsWith('.js'))) {
		const code = readFileSync(join(unpacked, file), 'utf8');
		const needs = [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name = '']) => name);
		const brought = ['n8n-workflow', 'luxon', 'crypto'];
		expect(needs.filter((name) => !name.startsWith('.') && !brought.includes(name))).toEqual([]);
	}
});

test("n8n's loader finds the node, its credential, codex and icons", async () => {
	const loader = new PackageDirectoryLoader(unpacked);
	await loader.loadAll();

	const [node] = loader.types.nodes;
	expect(loader.types.nodes.map(({ name }) => name)).toEqual(NODES);
	// n8n's editor hides nodes of the category "AI" from its search.
	expect(node?.codex).toMatchObject({ categories: ['Communication', 'Sales'], alias: expect.any(Array) as unknown });
	expect(node?.iconUrl).toEqual({
		light: 'icons/n8n-nodes-retell-chat/dist/icons/retell.svg',
		dark: 'icons/n8n-nodes-retell-chat/dist/icons/retell.dark.svg',
	});
	expect(loader.types.credentials.map(({ name, supportedNodes }) => ({ name, supportedNodes }))).toEqual([
		{ name: 'retellChatApi', supportedNodes: NODES },
	]);
});

test('the package itself can be required', () => {
	const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Record<string, unknown>;
	expect(manifest.dependencies).toBeUndefined();
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(Object.keys(jest.requireActual<object>(join(process.cwd(), 'index.js'))).sort()).toEqual([
		'RetellChat',
		'RetellChatApi',
		'RetellChatTrigger',
		'RetellChatWebhookTrigger',
		'RetellInboundSmsTrigger',
	]);
});
