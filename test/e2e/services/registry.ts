import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Service } from './services.ts';

const CONFIG = join('dist', 'modules', 'community-packages', 'community-packages.config.js');

/** The registry that this n8n installs community packages from. */
export function registryOf(n8nDir: string): URL {
	const address = /registry = '(https:[^']+)'/.exec(readFileSync(join(n8nDir, CONFIG), 'utf8'))?.[1];
	if (address === undefined) throw new Error(`${CONFIG} of n8n names no registry`);
	return new URL(address);
}

/** A registry in which there is one package, in one version, and nothing else. */
export function registryWith(manifest: { name: string; version: string }, tarball: string, address: URL): Service {
	const { name, version } = manifest;
	const bytes = readFileSync(tarball);
	const file = `/${name}/-/${basename(tarball)}`;
	const dist = {
		tarball: new URL(file, address).href,
		integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
	};
	const published = { ...manifest, dist };
	const answers: Record<string, unknown> = {
		[`/${name}`]: { name, 'dist-tags': { latest: version }, versions: { [version]: published } },
		[`/${name}/latest`]: published,
		[`/${name}/${version}`]: published,
		[file]: bytes,
	};
	return ({ path }) => (path in answers ? { body: answers[path] } : undefined);
}
