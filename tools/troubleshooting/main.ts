// Writes the messages of the package into docs/troubleshooting.md: `npm run troubleshooting`.
import { readFileSync, writeFileSync } from 'node:fs';

import './extensions.ts';

const PAGE = 'docs/troubleshooting.md';
// Only now can the package's own files be loaded.
const { withMessages } = await import('./page.ts');

writeFileSync(PAGE, withMessages(readFileSync(PAGE, 'utf8')));
