// npm run release:check: refuses a release that lacks something, and says what to do. `npm publish` runs it, too.
import { readFileSync } from 'node:fs';

import { execa } from 'execa';

import { FOLLOWERS, readManifest } from './identity.ts';
import { lacksOf } from './lacks.ts';

const lines = async (command: string, args: string[]) => (await execa(command, args)).stdout;

await execa('npm', ['run', 'build'], { stdout: 'ignore' });
const scan = await execa('npm', ['run', '--silent', 'scan'], { all: true, reject: false });
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { version: string };

const lacks = lacksOf({
	manifest: readManifest(),
	lockedVersion: lock.version,
	changelog: readFileSync('CHANGELOG.md', 'utf8'),
	followers: Object.fromEntries(FOLLOWERS.map((file) => [file, readFileSync(file, 'utf8')])),
	status: await lines('git', ['status', '--porcelain']),
	tags: (await lines('git', ['tag', '--list', 'v*'])).split('\n').filter(Boolean),
	scan: scan.exitCode === 0 ? undefined : scan.all,
});

for (const lack of lacks) console.log(`- ${lack}`);
console.log(
	lacks.length === 0
		? 'Ready: push the tag of this version, and the workflow publishes it.'
		: `\nNot ready: ${lacks.length === 1 ? 'one thing is' : `${lacks.length} things are`} missing.`,
);
process.exitCode = lacks.length === 0 ? 0 : 1;
