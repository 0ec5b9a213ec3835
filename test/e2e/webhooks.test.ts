// The webhook trigger in a real n8n: what Retell and others send to it, and whose webhook an agent has.
import { N8N_VERSION } from '../n8n/index.ts';
import { useStage } from './support/stage.ts';
import { deliveryTests } from './webhooks/deliveries.ts';
import { registrationTests } from './webhooks/registration.ts';

const stage = useStage(N8N_VERSION);

beforeEach(() => stage.sandbox.reset());

deliveryTests(stage);
registrationTests(stage);
