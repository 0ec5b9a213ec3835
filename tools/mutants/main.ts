// npm run mutants [-- --only TEXT]: breaks the polling trigger in each way that matters, in a copy,
// and sees that the tests notice.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import query from 'esquery';
import { execa } from 'execa';
import { parser } from 'typescript-eslint';

import { MUTANTS, type Mutant } from './mutants.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const root = join(import.meta.dirname, '..', '..');
const NEEDED = ['nodes', 'credentials', 'test', 'tools', 'examples', 'docs', 'package.json', 'tsconfig.json'];
/** The quick tests first: one that fails is enough. */
const SUITES = ['test/unit/poll', 'test/trigger', 'test/worlds'];
/** A suite that takes so many times longer with a mutant does not come to its end. */
const MOST_TIMES_LONGER = 4;
const LEAST_MINUTES = 3;
/** How long the suites that were asked so far take without a mutant, in ms. */
const usual = new Map<string, number>();

const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
/** The tests that run, with their workers: one that a mutant lets run for ever survives its parent. */
let group: number | undefined;
process.once('exit', () => {
	endGroup();
	rmSync(copy, { recursive: true, force: true });
});
for (const path of NEEDED) cpSync(join(root, path), join(copy, path), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const sources = globSync('nodes/**/*.ts', { cwd: copy }).map((file) => {
	const code = readFileSync(join(copy, file), 'utf8');
	return { path: join(copy, file), code, tree: parser.parseForESLint(code).ast as object };
});
// Each has its place before the first is tried: a name that is gone comes out in a second.
const mutated = Object.entries(MUTANTS)
	.map(([name, mutant]) => ({ name, ...mutant, ...placeOf(name, mutant) }))
	.filter(({ name }) => name.includes(values.only));
if (mutated.length === 0) throw new Error(`No mutant's name has "${values.only}" in it`);
const survivors: string[] = [];
for (const { name, to, by, path, code, range } of mutated) {
	const [from, end] = range;
	const put = typeof to === 'string' ? to : to(code.slice(from, end));
	const killer = await noticedBy([by, ...SUITES], {
		begin: () => writeFileSync(path, code.slice(0, from) + put + code.slice(end)),
		end: () => writeFileSync(path, code),
	});
	console.log(
		`${killer === undefined ? 'SURVIVED' : 'noticed '}  ${name}${killer === undefined ? '' : `  (${killer})`}`,
	);
	if (killer === undefined) survivors.push(name);
}
console.log(survivors.length === 0 ? 'The tests notice every mutant.' : `${survivors.length} survived.`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** The one place that a mutant's selector finds. */
function placeOf(name: string, { at }: Mutant) {
	const found = sources.flatMap(({ path, code, tree }) => query(tree, at).map(({ range }) => ({ path, code, range })));
	const [place, ...others] = found;
	if (place && others.length === 0) return place;
	throw new Error(`"${name}" has ${found.length} places: ${found.map(({ path }) => path).join(', ')}`);
}

/** What noticed the mutant that is there between `begin` and `end`: the first file of tests that failed. */
async function noticedBy(
	suites: string[],
	mutant: { begin: () => void; end: () => void },
): Promise<string | undefined> {
	for (const suite of suites) {
		// Tests that fail by themselves would notice everything.
		if (!usual.has(suite)) {
			const began = performance.now();
			if ((await failureIn(suite, Infinity)) !== undefined) throw new Error(`${suite} fails without any mutant`);
			usual.set(suite, performance.now() - began);
		}
		mutant.begin();
		try {
			const most = Math.max(LEAST_MINUTES * 60_000, MOST_TIMES_LONGER * (usual.get(suite) ?? 0));
			const failure = await failureIn(suite, most);
			if (failure !== undefined) return failure;
		} finally {
			mutant.end();
		}
	}
	return undefined;
}

/** Which file of a suite fails, or that the suite takes more than `most` ms; undefined if it passes. */
async function failureIn(suite: string, most: number): Promise<string | undefined> {
	const args = ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.js', '--bail', suite];
	const jest = execa('node', args, { cwd: copy, reject: false, detached: true });
	group = jest.pid;
	const ended = await Promise.race([jest.then(() => true), overAfter(most)]);
	endGroup();
	const { exitCode, stderr } = await jest;
	if (!ended) return `${suite}: did not come to its end`;
	return exitCode === 0 ? undefined : (/^FAIL (\S+)/m.exec(stderr)?.[1] ?? suite);
}

/** False after so many ms: never for Infinity. */
async function overAfter(ms: number): Promise<false> {
	if (ms === Infinity) return await new Promise(() => {});
	await setTimeout(ms, undefined, { ref: false });
	return false;
}

function endGroup(): void {
	if (group === undefined) return;
	try {
		process.kill(-group, 'SIGKILL');
	} catch {
		// All of it has ended by itself.
	}
	group = undefined;
}
