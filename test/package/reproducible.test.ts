// Whoever builds and packs the same source gets the same tarball, byte for byte: what npm has can be checked against it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
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

/** Builds and packs a copy of the source in a folder of its own, and gives the tarball's hash. */
function packedIn(name: string, time: Date): string {
	const folder = join(scratch, name, 'n8n-nodes-retell-chat');
	mkdirSync(folder, { recursive: true });
	for (const each of SOURCE) cpSync(each, join(folder, each), { recursive: true });
	utimesSync(join(folder, 'index.js'), time, time);
	symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
	execFileSync(process.execPath, [join('node_modules', 'gulp', 'bin', 'gulp.js'), 'build', '--silent'], {
		cwd: folder,
	});
	return createHash('sha512')
		.update(readFileSync(pack(join(scratch, name), folder)))
		.digest('hex');
}

test('two builds in different folders at different times give the same tarball', () => {
	const first = packedIn('here', new Date('2001-02-03'));
	const second = packedIn('elsewhere', new Date());
	expect(second).toBe(first);
}, 300_000);
