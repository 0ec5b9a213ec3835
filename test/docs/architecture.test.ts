// docs/architecture.md and its drawing tell the truth: what they name exists, and the arrows hold.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

import sharp from 'sharp';

import { draw } from '../../tools/architecture/draw.ts';
import { IMPORTS, reach, type Import } from '../../tools/architecture/imports.ts';
import { ARROWS, circling, ROOMS } from '../../tools/architecture/rooms.ts';
import { pageNamed } from './pages.ts';

const DRAWING = 'docs/architecture.svg';
const NODES = globSync('nodes/*/*.node.ts').map((file) => file.replaceAll('\\', '/'));
const POLL = 'nodes/RetellChatTrigger/poll/';
const OPERATIONS = 'nodes/RetellChat/resources/';
const CORE = 'nodes/retell/';
const PARAMETERS = 'nodes/parameters/';
const MESSAGES = 'nodes/messages/';

const within = (folder: string) => (file: string) => file.startsWith(folder);
const pairs = (imports: Import[]) => imports.map(({ from, to }) => `${from} -> ${to}`);

test('every file and folder that the page names exists', () => {
	const { text } = pageNamed('docs/architecture.md');
	const named = [...text.matchAll(/`([\w./-]+)`/g)]
		.map(([, name = '']) => name)
		.filter((name) => /\/|\.ts$/.test(name));
	expect(named.length).toBeGreaterThan(20);
	const files = new Set(globSync('nodes/**/*.ts').map((file) => basename(file)));
	expect(named.filter((name) => !existsSync(name) && !files.has(name))).toEqual([]);
});

test('the drawing is that of the code, and can be drawn', async () => {
	expect(readFileSync(DRAWING, 'utf8')).toBe(await draw());
	expect(await sharp(DRAWING).metadata()).toMatchObject({ format: 'svg' });
});

test('every room of the drawing is explained', () => {
	const { text } = pageNamed('docs/architecture.md');
	const rows = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
	expect(rows).toEqual(expect.arrayContaining(ROOMS.map(({ name }) => name)));
});

test("1. a node's file is imported by none", () => {
	expect(NODES.length).toBeGreaterThan(2);
	expect(pairs(IMPORTS.filter(({ to }) => NODES.includes(to)))).toEqual([]);
});

test('1. no circle leads through the rooms', () => {
	expect(ARROWS.length).toBeGreaterThan(20);
	expect(circling(ARROWS)).toEqual([]);
	expect(circling([...ARROWS, { from: CORE.slice(0, -1), to: 'nodes/RetellChat' }])).not.toEqual([]);
});

test('2. operations import the run, parameters, nodes/retell, messages and helpers of their resource, and no other operation', () => {
	const own = IMPORTS.filter(({ from, isPackage }) => within(OPERATIONS)(from) && !isPackage);
	expect(own.length).toBeGreaterThan(20);
	const isAllowed = ({ from, to }: Import) =>
		['nodes/RetellChat/run/', PARAMETERS, CORE, MESSAGES].some((room) => to.startsWith(room)) ||
		dirname(to) === (dirname(from).endsWith('/helpers') ? dirname(from) : `${dirname(from)}/helpers`);
	expect(pairs(own.filter((each) => !isAllowed(each)))).toEqual([]);
});

test('3. messages import nothing, nodes/retell nothing of nodes and parameters, and nodes/parameters no node', () => {
	const across = (room: string, others: string[]) =>
		IMPORTS.filter(
			({ from, to, isPackage }) => within(room)(from) && !isPackage && !others.some((other) => to.startsWith(other)),
		);
	expect(IMPORTS.filter(({ from, to }) => within(PARAMETERS)(from) && within(CORE)(to)).length).toBeGreaterThan(20);
	expect(pairs(IMPORTS.filter(({ from, to }) => within(MESSAGES)(from) && !within(MESSAGES)(to)))).toEqual([]);
	expect(pairs(across(CORE, [CORE, MESSAGES]))).toEqual([]);
	expect(pairs(across(PARAMETERS, [PARAMETERS, CORE, MESSAGES]))).toEqual([]);
});

test('4. the poll reaches neither n8n nor anything that sends', () => {
	const poll = globSync(`${POLL}*.ts`).map((file) => file.replaceAll('\\', '/'));
	expect(poll.length).toBeGreaterThan(3);
	const reached = [...reach(poll)];
	const outside = reached.filter((file) => [POLL, CORE, MESSAGES].every((room) => !within(room)(file)));
	expect(outside).toEqual([]);
	expect(reached.filter((file) => /\/(chats|agents|phoneNumbers|client|gate)\.ts$/.test(file))).toEqual([]);
	const types = IMPORTS.filter(({ from, isPackage }) => within(POLL)(from) && isPackage);
	expect(pairs(types)).toEqual([]);
});

test('5. the triggers import nothing of the action node', () => {
	const own = IMPORTS.filter(({ from }) => /^nodes\/Retell\w*Trigger\//.test(from));
	expect(own.length).toBeGreaterThan(20);
	expect(pairs(own.filter(({ to }) => within('nodes/RetellChat/')(to)))).toEqual([]);
});

test("6. what ships imports n8n-workflow, luxon and Node's crypto; retell-sdk for types alone", () => {
	const packages = IMPORTS.filter(({ isPackage }) => isPackage);
	expect(packages.length).toBeGreaterThan(10);
	const foreign = packages.filter(({ to }) => !['n8n-workflow', 'luxon', 'crypto'].includes(to));
	expect(pairs(foreign.filter(({ to, isType }) => to !== 'retell-sdk' || !isType))).toEqual([]);
});

test('7. no room is too large, and no file stands at the door of the action node', () => {
	const lines = ROOMS.reduce((sum, room) => sum + room.lines, 0);
	expect(ROOMS.filter((room) => room.lines > 0.3 * lines).map(({ name }) => name)).toEqual([]);
	expect(globSync('nodes/RetellChat/*.ts').map((file) => basename(file))).toEqual(['RetellChat.node.ts']);
});
