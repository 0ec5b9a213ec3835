// The same in n8n 1, which answers a webhook before it stores the execution.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { takingKillTests } from './webhooks/takingKills.ts';

const stage = useStage(N8N_1_VERSION);

takingKillTests(stage);
