// npm run mutants [-- --only TEXT]: breaks the polling trigger in each way that matters, in a copy,
// and sees that the tests notice.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { execa } from 'execa';

import { MUTANTS, type Mutant } from './mutants.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const root = join(import.meta.dirname, '..', '..');
const NEEDED = ['nodes', 'credentials', 'test', 'package.json', 'tsconfig.json'];
/** The quick tests first: one that fails is enough. */
const SUITES = ['test/unit/poll', 'test/trigger', 'test/worlds'];
/** A suite that takes so many times longer with a mutant does not come to its end. */
const MOST_TIMES_LONGER = 4;
const LEAST_MINUTES = 3;
/** How long the suites take without a mutant, in ms. */
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

// Tests that fail by themselves would notice everything.
const failing = await failingSuite();
if (failing !== undefined) throw new Error(`${failing} fails without any mutant`);

const survivors: string[] = [];
for (const mutant of MUTANTS.filter(({ name }) => name.includes(values.only))) {
	const killer = await kill(mutant);
	console.log(`${killer ? 'noticed ' : 'SURVIVED'}  ${mutant.name}${killer ? `  (${killer})` : ''}`);
	if (!killer) survivors.push(mutant.name);
}
console.log(survivors.length === 0 ? 'The tests notice every mutant.' : `${survivors.length} survived.`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** The suite that noticed the mutant, if one did. */
async function kill({ name, file, from, to }: Mutant): Promise<string | undefined> {
	const path = join(copy, file);
	const source = readFileSync(path, 'utf8');
	if (source.split(from).length !== 2) throw new Error(`"${name}": ${file} must hold exactly once: ${from}`);
	writeFileSync(
		path,
		source.replace(from, () => to),
	);
	try {
		return await failingSuite();
	} finally {
		writeFileSync(path, source);
	}
}

async function failingSuite(): Promise<string | undefined> {
	for (const suite of SUITES) {
		const most = MOST_TIMES_LONGER * (usual.get(suite) ?? Infinity);
		const began = performance.now();
		const jest = execa('node', ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.js', '--bail', suite], {
			cwd: copy,
			reject: false,
			detached: true,
		});
		group = jest.pid;
		const ended = await Promise.race([jest.then(() => true), overAfter(Math.max(LEAST_MINUTES * 60_000, most))]);
		endGroup();
		const { exitCode } = await jest;
		if (!ended) return `${suite}: did not come to its end`;
		if (exitCode !== 0) return suite;
		if (!usual.has(suite)) usual.set(suite, performance.now() - began);
	}
	return undefined;
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
