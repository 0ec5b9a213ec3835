// npm run release:identity: writes the author and the repository of package.json into all files that name them.
import { readFileSync, writeFileSync } from 'node:fs';

import { FOLLOWERS, following, readManifest } from './identity.ts';

const manifest = readManifest();
for (const file of FOLLOWERS) {
	const text = readFileSync(file, 'utf8');
	const changed = following(text, manifest);
	if (changed === text) continue;
	writeFileSync(file, changed);
	console.log(`Changed ${file}`);
}
