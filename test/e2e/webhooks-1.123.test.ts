// Whose webhook an agent or a number has in n8n 1, which registers and tears down in another order.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { copyTests } from './webhooks/copies.ts';
import { staysTests } from './webhooks/stays.ts';

const env: Record<string, string> = {};
const stage = useStage(N8N_1_VERSION, { env: () => env });

beforeEach(() => stage.sandbox.reset());

staysTests(stage, { env, moves: 'when it starts' });
copyTests(stage);
