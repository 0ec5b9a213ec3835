// The same in n8n 1, which publishes in another order, and answers a webhook before it stores the execution.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { killBeforeTests } from './webhooks/kills.ts';
import { takingKillTests } from './webhooks/takingKills.ts';

const stage = useStage(N8N_1_VERSION, { hasEditor: false });

beforeEach(() => stage.sandbox.reset());

killBeforeTests(stage, { mends: 'when it starts' });
takingKillTests(stage);
