// The webhook trigger in a real n8n: what Retell and others send to it, and whose webhook an agent has.
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { copyTests } from './webhooks/copies.ts';
import { deliveryTests } from './webhooks/deliveries.ts';
import { staysTests } from './webhooks/stays.ts';

const env: Record<string, string> = {};
const stage = useStage(N8N_VERSION, { env: () => env });

beforeEach(() => stage.sandbox.reset());

deliveryTests(stage);
copyTests(stage);
staysTests(stage, { env, moves: 'when it is published again' });
