// n8n is killed while it registers a webhook with Retell, and while it takes webhooks.
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { SOON } from './support/publication.ts';
import { useStage } from './support/stage.ts';
import { killBeforeTests, killTests } from './webhooks/kills.ts';
import { takingKillTests } from './webhooks/takingKills.ts';

const stage = useStage(N8N_VERSION, { env: () => SOON, hasEditor: false });

beforeEach(() => stage.sandbox.reset());

killTests(stage);
killBeforeTests(stage, { mends: 'when it is published again' });
takingKillTests(stage);
