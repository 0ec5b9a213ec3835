// The same moment in n8n 1, which publishes in another order.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { killBeforeTests } from './webhooks/kills.ts';

const stage = useStage(N8N_1_VERSION);

killBeforeTests(stage, { mends: 'when it starts' });
