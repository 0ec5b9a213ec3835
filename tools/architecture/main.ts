// Draws docs/architecture.svg from the code: `npm run architecture`.
import { writeFileSync } from 'node:fs';

import { draw } from './draw.ts';

writeFileSync('docs/architecture.svg', await draw());
