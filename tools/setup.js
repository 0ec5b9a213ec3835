// Installs the development dependencies when they are missing or older than the lock file.
// Runs before anything else, so it may use nothing but Node itself.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.installed-from');
const wanted = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex');

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
	console.error(
		`n8n 2.41, which the tests run, needs Node 24; this is Node ${process.versions.node}.\n` +
			`Run the same command through Node 24: npx -y -p node@24 npm ${process.env.npm_lifecycle_event?.replace(/^pre/, '') ?? 'test'}`,
	);
	process.exit(1);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
	console.log('Installing the development dependencies (about 1 GB, some minutes the first time) ...');
	execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: root,
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	writeFileSync(stamp, wanted);
}
