/** Installs the n8ns that the end-to-end tests run, and does nothing else: for having them before the tests need them. */
import { join } from 'node:path';
import { installAll } from './versions.ts';

await installAll(join(import.meta.dirname, '..', '..'));
