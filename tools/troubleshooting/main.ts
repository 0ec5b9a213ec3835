// Makes the tables of docs/troubleshooting.md from the messages of the package: `npm run troubleshooting`.
import { readFileSync, writeFileSync } from 'node:fs';

import './extensions.ts';

const PAGE = 'docs/troubleshooting.md';
// Only now can the package's own files be loaded.
const { withTables } = await import('./page.ts');

writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')));
