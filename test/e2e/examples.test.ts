// Each example, set up as its page says, in a real n8n: with n8n's own nodes for Slack, HubSpot, WhatsApp and OpenAI,
// which reach a stand-in for these services through n8n's proxy setting. What is tested of it stands in the file of its
// name in the folder beside this.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { EXAMPLES } from '../examples/examples.ts';
import type { World } from './examples/world.ts';
import { useServices } from './services/services.ts';
import { useStage } from './support/stage.ts';

const load = createRequire(resolve('package.json'));

const services = useServices(['api.hubapi.com', 'api.openai.com', 'graph.facebook.com', 'slack.com']);
const stage = useStage(N8N_VERSION, { env: () => services().env });

beforeEach(() => {
	stage.sandbox.reset();
	services().requests.length = 0;
});

describe.each(EXAMPLES)('$id', ({ id }) => {
	const { default: tests } = load(resolve('test/e2e/examples', `${id}.ts`)) as { default: (world: World) => void };
	tests({ stage, services });
});
