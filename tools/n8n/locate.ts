import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface FoundN8n {
	dir: string;
	version: string;
}

function packageAt(dir: string): FoundN8n | undefined {
	const manifest = join(dir, 'package.json');
	if (!existsSync(manifest)) return undefined;
	const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string };
	return name === 'n8n' && version !== undefined ? { dir, version } : undefined;
}

/**
 * Finds n8n's package in what a person would name: n8n's own folder, a folder or global prefix it is installed
 * in, or its binary (also the link to it in a `.bin`).
 */
export function locateN8n(path: string): FoundN8n | undefined {
	if (!existsSync(path)) return undefined;
	const real = realpathSync(path);
	const start = statSync(real).isFile() ? dirname(dirname(real)) : real;
	for (const below of ['', 'node_modules/n8n', 'lib/node_modules/n8n']) {
		const found = packageAt(join(start, below));
		if (found) return found;
	}
	return undefined;
}
