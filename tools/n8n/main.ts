/** Installs the n8ns that the end-to-end tests run, and does nothing else: for having them before the tests need them. */
import { join } from 'node:path';
import { installN8n, VERSIONS } from './versions.ts';

for (const version of VERSIONS) await installN8n(version, join(import.meta.dirname, '..', '..'));
