// A process that does what n8n does with a package when it starts: it loads its files.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { offer } from '../channel.ts';

const [, , n8nDir = '', packageDir = ''] = process.argv;
const ofN8n = createRequire(join(n8nDir, 'package.json'));
const ofPackage = createRequire(join(packageDir, 'package.json'));
ofN8n('n8n-workflow');

const functions = {
	/** How long it took to load some files, ms; `from` says whose they are. */
	load: (files: string[], from: 'package' | 'n8n'): number => {
		const require = from === 'n8n' ? ofN8n : ofPackage;
		const began = performance.now();
		for (const file of files) require(file);
		return performance.now() - began;
	},
};

export type LoadFunctions = typeof functions;

offer(functions);
