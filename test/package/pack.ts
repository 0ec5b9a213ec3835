import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { x as extract } from 'tar';

/** Packs the built package in `source` as `npm publish` would, into `folder`, and gives the tarball's path. */
export function pack(folder: string, source = process.cwd()): string {
	const answer = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
		cwd: source,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const packed = JSON.parse(answer) as Array<{ filename: string }> | Record<string, { filename: string }>;
	const [first] = Object.values(packed);
	if (!first) throw new Error('npm pack made no tarball');
	return join(folder, first.filename);
}

/** Packs the built package, unpacks it under `folder`, and tells where. */
export function packAndUnpack(folder: string): string {
	return unpack(pack(folder), folder);
}

export function unpack(tarball: string, folder: string): string {
	extract({ file: tarball, cwd: folder, sync: true });
	return join(folder, 'package');
}
