import { execa } from 'execa';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

interface Manifest {
	name: string;
	version: string;
}

async function readJson<T>(path: string): Promise<T> {
	return JSON.parse(await readFile(path, 'utf8')) as T;
}

async function writeJson(path: string, value: unknown): Promise<void> {
	await writeFile(path, JSON.stringify(value, null, 2));
}

/** Builds the package in `packageDir` and packs it as it would be published; returns the tarball's path. */
export async function buildAndPack(packageDir: string, into: string): Promise<string> {
	await execa('npm', ['run', 'build'], { cwd: packageDir, all: true });
	const { stdout } = await execa('npm', ['pack', '--json', '--silent', '--pack-destination', into], {
		cwd: packageDir,
	});
	const [packed] = JSON.parse(stdout) as Array<{ filename: string }>;
	if (!packed) throw new Error('npm pack made no tarball');
	return join(into, packed.filename);
}

/**
 * Puts a packed community package where n8n puts those it installs, replacing an older one. Call it before n8n
 * starts: n8n loads what it finds there.
 *
 * These are the steps of n8n's own installer, down to the manifest without its development and peer dependencies
 * (n8n brings n8n-workflow); a package that n8n accepts has no other dependencies. The installer itself is not asked
 * each time: it takes packages from the public registry only, in whose place the end-to-end test of the installation
 * puts its own. Like n8n's documented manual installation, this leaves no entry under Settings > Community nodes.
 */
export async function installPackage(tarball: string, userFolder: string): Promise<Manifest> {
	const nodesDir = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodesDir, { recursive: true });
	const unpacked = await mkdtemp(join(nodesDir, 'unpack-'));
	try {
		await execa('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
		const manifestPath = join(unpacked, 'package.json');
		const manifest = await readJson<Manifest>(manifestPath);
		await writeJson(manifestPath, { ...manifest, devDependencies: undefined, peerDependencies: undefined });

		const target = join(nodesDir, 'node_modules', manifest.name);
		await rm(target, { recursive: true, force: true });
		await mkdir(dirname(target), { recursive: true });
		await rename(unpacked, target);

		const ledgerPath = join(nodesDir, 'package.json');
		const ledger = await readJson<{ dependencies?: Record<string, string> }>(ledgerPath).catch(() => ({
			name: 'installed-nodes',
			private: true,
			dependencies: {},
		}));
		await writeJson(ledgerPath, {
			...ledger,
			dependencies: { ...ledger.dependencies, [manifest.name]: manifest.version },
		});
		return manifest;
	} finally {
		await rm(unpacked, { recursive: true, force: true });
	}
}
