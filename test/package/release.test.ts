// What a release must not lack, and that one place says who publishes it.
import { readFileSync } from 'node:fs';

import { FOLLOWERS, following, pageOf, readManifest, standIns } from '../../tools/release/identity.ts';
import { lacksOf, type Repository } from '../../tools/release/lacks.ts';

const manifest = {
	...readManifest(),
	version: '1.2.0',
	author: { name: 'Somebody', email: 'somebody@publisher.dev' },
	homepage: 'https://github.com/publisher/n8n-nodes-retell-chat#readme',
	repository: { url: 'git+https://github.com/publisher/n8n-nodes-retell-chat.git' },
	bugs: { url: 'https://github.com/publisher/n8n-nodes-retell-chat/issues' },
};
const ready: Repository = {
	manifest,
	lockedVersion: '1.2.0',
	changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-31\n\n### Added\n\n- It.\n',
	followers: { 'LICENSE.md': 'Copyright 2026 Somebody', 'a.json': `"${pageOf(manifest)}#readme"` },
	status: '',
	tags: ['v1.0.0', 'v1.1.0'],
	scan: undefined,
};

test('nothing is lacking where all is there', () => {
	expect(lacksOf(ready)).toEqual([]);
});

test.each<[string, Partial<Repository>, string]>([
	['a version that the changelog lacks', { changelog: '## [Unreleased]\n' }, 'no section "## [1.2.0]"'],
	['a version without a date', { changelog: '## [1.2.0]\n' }, 'lacks its date'],
	['files that are not committed', { status: ' M README.md' }, 'README.md'],
	['a scan that did not pass', { scan: 'n8n-nodes: 1 error' }, '1 error'],
	['another version in the lock file', { lockedVersion: '1.1.0' }, '1.1.0, not 1.2.0'],
	['a version that was released', { tags: ['v1.2.0'] }, 'not above 1.2.0'],
	['a version before one that was released', { tags: ['v1.10.0'] }, 'not above 1.10.0'],
	['a version that is none', { manifest: { ...manifest, version: 'next' }, tags: [] }, 'no version by semver.org'],
	['a file of another repository', { followers: { 'x.md': 'https://github.com/other/n8n-nodes-retell-chat' } }, 'x.md'],
	['an author who is a stand-in', { manifest: { ...manifest, author: readManifest().author } }, '"author"'],
	['a bug page elsewhere', { manifest: { ...manifest, bugs: { url: 'https://bugs.dev' } } }, '"bugs"'],
])('a release is refused for %s', (_case, change, said) => {
	expect(lacksOf({ ...ready, ...change }).join('\n')).toContain(said);
});

test('only the author and the repository stand in for what an owner enters', () => {
	const lacks = standIns(readManifest());
	expect(lacks.map((lack) => /"(\w+)"/.exec(lack)?.[1])).toEqual(['author', 'repository']);
});

test.each(FOLLOWERS)('%s names the repository and the author of package.json', (file) => {
	const text = readFileSync(file, 'utf8');
	expect(following(text, readManifest())).toBe(text);
	// Another owner is written into it.
	expect(following(text, manifest)).not.toBe(text);
});
