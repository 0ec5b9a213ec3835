// docs/architecture.md and its drawing tell the truth: what they name exists, and the arrows hold.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import sharp from 'sharp';

import { IMPORTS, reach, type Import } from './imports.ts';
import { pageNamed } from './pages.ts';

const DRAWING = 'docs/architecture.svg';
const NODES = globSync('nodes/*/*.node.ts').map((file) => file.replaceAll('\\', '/'));
const POLL = 'nodes/RetellChatTrigger/poll/';
const OPERATIONS = 'nodes/RetellChat/resources/';
const CORE = 'nodes/retell/';

const within = (folder: string) => (file: string) => file.startsWith(folder);
const pairs = (imports: Import[]) => imports.map(({ from, to }) => `${from} -> ${to}`);

test('every file and folder that the page names exists', () => {
  const { text } = pageNamed('docs/architecture.md');
  const named = [...text.matchAll(/`([\w./-]+)`/g)].map(([, name = '']) => name).filter((name) => /\/|\.ts$/.test(name));
  expect(named.length).toBeGreaterThan(20);
  const files = new Set(globSync('nodes/**/*.ts').map((file) => basename(file)));
  expect(named.filter((name) => !existsSync(name) && !files.has(name))).toEqual([]);
});

test('every room, file and folder in the drawing exists, in its room', () => {
  const texts = readFileSync(DRAWING, 'utf8').matchAll(/<text class="(name|file)"[^>]*>([^<]+)<\/text>/g);
  let room = '';
  const named: string[] = [];
  const missing: string[] = [];
  for (const [, kind, text = ''] of texts) {
    if (kind === 'name') room = text;
    const names = text.split(/\s+/).filter((name) => /\/|\.ts$/.test(name));
    named.push(...names);
    missing.push(...names.filter((name) => !existsSync(name) && !existsSync(join(room, name))));
  }
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

test('the drawing names every node, and can be drawn', async () => {
  const drawing = readFileSync(DRAWING, 'utf8');
  for (const node of NODES) expect(drawing).toContain(basename(node, '.node.ts'));
  expect(await sharp(DRAWING).metadata()).toMatchObject({ format: 'svg' });
});

test("1. a node's file is imported by none", () => {
  expect(NODES.length).toBeGreaterThan(2);
  expect(pairs(IMPORTS.filter(({ to }) => NODES.includes(to)))).toEqual([]);
});

test('2. operations import helpers of their node, fields and nodes/retell, and no other operation', () => {
  const allowed = [/^nodes\/RetellChat\/[^/]+\.ts$/, /^nodes\/RetellChat\/fields\//, /^nodes\/retell\//];
  const own = IMPORTS.filter(({ from, isPackage }) => within(OPERATIONS)(from) && !isPackage);
  expect(own.length).toBeGreaterThan(20);
  expect(pairs(own.filter(({ to }) => !allowed.some((each) => each.test(to))))).toEqual([]);
});

test('3. nodes/retell imports nothing of the nodes', () => {
  const own = IMPORTS.filter(({ from, isPackage }) => within(CORE)(from) && !isPackage);
  expect(own.length).toBeGreaterThan(20);
  expect(pairs(own.filter(({ to }) => !within(CORE)(to)))).toEqual([]);
});

test('4. the poll reaches neither n8n nor anything that sends', () => {
  const poll = globSync(`${POLL}*.ts`).map((file) => file.replaceAll('\\', '/'));
  expect(poll.length).toBeGreaterThan(3);
  const reached = [...reach(poll)];
  const outside = reached.filter((file) => !within(POLL)(file) && !within(CORE)(file));
  expect(outside).toEqual([]);
  expect(reached.filter((file) => /\/(api|client|gate)\.ts$/.test(file))).toEqual([]);
  const types = IMPORTS.filter(({ from, isPackage }) => within(POLL)(from) && isPackage);
  expect(pairs(types)).toEqual([]);
});

test('5. the triggers take from the action node only what the editor shows', () => {
  const shown = [/^nodes\/RetellChat\/fields\//, /^nodes\/RetellChat\/listSearch\//];
  const across = IMPORTS.filter(
    ({ from, to }) => /^nodes\/Retell\w*Trigger\//.test(from) && within('nodes/RetellChat/')(to),
  );
  expect(across.length).toBeGreaterThan(2);
  expect(pairs(across.filter(({ to }) => !shown.some((each) => each.test(to))))).toEqual([]);
});

test("6. what ships imports n8n-workflow, luxon and Node's crypto; retell-sdk for types alone", () => {
  const packages = IMPORTS.filter(({ isPackage }) => isPackage);
  expect(packages.length).toBeGreaterThan(10);
  const foreign = packages.filter(({ to }) => !['n8n-workflow', 'luxon', 'crypto'].includes(to));
  expect(pairs(foreign.filter(({ to, isType }) => to !== 'retell-sdk' || !isType))).toEqual([]);
});
