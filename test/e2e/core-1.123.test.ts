// The package in the older line of n8n that is still maintained.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { coreTests } from './core/index.ts';

coreTests(N8N_1_VERSION);
