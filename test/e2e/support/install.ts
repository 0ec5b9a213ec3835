import { join } from 'node:path';
import { ensureN8n, isInstalled, N8N_VERSION } from '../../../tools/n8n/index.ts';
import { step } from '../../../tools/tour/step.ts';
import type { Version } from './prepared.ts';

/** Returns where this n8n is, and installs it first if need be. */
export async function installN8n(version: Version, root: string): Promise<string> {
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
	return step(`Have n8n ${version}`, (say) => ensureN8n({ ...place, onProgress: say }));
}
