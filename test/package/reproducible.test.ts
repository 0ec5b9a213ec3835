// Whoever builds and packs the same source gets the same tarball, byte for byte: what npm has can be checked against it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pack } from './pack.ts';

/** What the package is built from. */
const SOURCE = [
	'credentials',
	'gulpfile.js',
	'icons',
	'index.js',
	'LICENSE.md',
	'nodes',
	'package.json',
	'README.md',
	'tsconfig.json',
];

let scratch: string;
beforeAll(() => {
	scratch = mkdtempSync(join(tmpdir(), 'reproducible-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Builds and packs a copy of the source in another folder, as if at another time; gives the tarball's path. */
function packedElsewhere(): string {
	const folder = join(scratch, 'n8n-nodes-retell-chat');
	for (const each of SOURCE) cpSync(each, join(folder, each), { recursive: true });
	const time = new Date('2001-02-03');
	utimesSync(join(folder, 'index.js'), time, time);
	symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
	const gulp = join('node_modules', 'gulp', 'bin', 'gulp.js');
	execFileSync(process.execPath, [gulp, 'build', '--silent'], { cwd: folder });
	return pack(folder, folder);
}

const hashOf = (file: string) => createHash('sha512').update(readFileSync(file)).digest('hex');

test('a build elsewhere, at another time, gives the tarball of dist (after a change, npm run build makes that anew)', () => {
	const here = hashOf(pack(scratch));
	expect(hashOf(packedElsewhere())).toBe(here);
}, 300_000);
