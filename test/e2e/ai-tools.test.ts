// The operations as tools of n8n's AI Agent: what a model is offered, and what comes back to it. The model follows a
// script; it stands behind OpenAI's API on this machine.
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { OPEN_AI } from './services/openAi.ts';
import { useServices } from './services/services.ts';
import { useStage } from './support/stage.ts';
import { conversationTests } from './tools/conversation.ts';
import { mcpTests } from './tools/mcp.ts';
import { offerTests } from './tools/offers.ts';
import { versionTests } from './tools/versions.ts';

const services = useServices([OPEN_AI]);
const stage = useStage(N8N_VERSION, { env: () => services().env });

beforeEach(() => stage.sandbox.reset());

offerTests({ stage, services });
conversationTests({ stage, services });
mcpTests({ stage });
versionTests({ stage, services }, [2, 2.2, 2.3, 3, 3.1]);
