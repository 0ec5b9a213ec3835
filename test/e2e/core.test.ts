// The package in the n8n that it is developed against.
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { coreTests } from './core/index.ts';

coreTests(N8N_VERSION);
