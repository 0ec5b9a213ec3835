// The operations as tools of the AI Agents that n8n 1 has.
import { N8N_1_VERSION } from '../../tools/n8n/index.ts';
import { OPEN_AI } from './services/openAi.ts';
import { useServices } from './services/services.ts';
import { useStage } from './support/stage.ts';
import { versionTests } from './tools/versions.ts';

const services = useServices([OPEN_AI]);
const stage = useStage(N8N_1_VERSION, { env: () => services().env });

beforeEach(() => stage.sandbox.reset());

versionTests({ stage, services }, [2, 2.1, 2.2, 3]);
