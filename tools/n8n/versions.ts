import { join } from 'node:path';

import { step, steps, type Step } from '../step.ts';
import { ensureN8n, isInstalled, N8N_1_VERSION, N8N_VERSION } from './install.ts';

/** The versions of n8n that the package is tested in: one of each line that is maintained. */
export const VERSIONS = [N8N_VERSION, N8N_1_VERSION] as const;
export type Version = (typeof VERSIONS)[number];

/** The step that gives where this n8n is, and installs it first if need be. */
async function toHave(version: Version, root: string): Promise<Step<string>> {
	const line = version.split('.').slice(0, 2).join('.');
	const place =
		version === N8N_VERSION
			? { version, installDir: join(root, '.n8n-install'), n8nPath: process.env['N8N_PATH'] }
			: { version, installDir: join(root, `.n8n-install-${line}`) };
	if (!(await isInstalled(place))) {
		console.log(
			`n8n ${version} is not here yet: some GB come into ${place.installDir}, once, in five to ten minutes.\n`,
		);
	}
	return { title: `Have n8n ${version}`, work: (say) => ensureN8n({ ...place, onProgress: say }) };
}

/** Returns where this n8n is, and installs it first if need be. */
export async function installN8n(version: Version, root: string): Promise<string> {
	const { title, work } = await toHave(version, root);
	return await step(title, work);
}

/** The same for all versions: they are installed at the same time, since npm waits much for its registry. */
export async function installAll(root: string): Promise<Record<Version, string>> {
	const dirs = await steps(await Promise.all(VERSIONS.map((version) => toHave(version, root))));
	return Object.fromEntries(VERSIONS.map((version, index) => [version, dirs[index]])) as Record<Version, string>;
}
