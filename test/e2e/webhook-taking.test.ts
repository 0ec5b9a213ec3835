// n8n is killed while it takes webhooks.
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { useStage } from './support/stage.ts';
import { takingKillTests } from './webhooks/takingKills.ts';

const stage = useStage(N8N_VERSION);

takingKillTests(stage);
