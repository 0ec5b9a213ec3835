// Each example, set up as its page says, in a real n8n: with n8n's own nodes for Slack, HubSpot, WhatsApp and OpenAI,
// which reach a stand-in for these services through n8n's proxy setting.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { aiAgentTool } from './examples/aiAgent.ts';
import { cleanUpChats } from './examples/cleanUp.ts';
import { updateCrmDataTable } from './examples/dataTable.ts';
import { evaluateAgent } from './examples/evaluateAgent.ts';
import { greetTextingCustomer, greetTextingCustomerFromTable } from './examples/greetTextingCustomer.ts';
import { handOverToAPerson } from './examples/handOver.ts';
import { updateCrmHubSpot } from './examples/hubspot.ts';
import { instantWithANet } from './examples/instantWithANet.ts';
import { updateRetellContacts } from './examples/retellContacts.ts';
import { answerN8nChat } from './examples/n8nChat.ts';
import { publishIfTestsPass } from './examples/publishIfTestsPass.ts';
import { setUpChatAgent } from './examples/setUpAgent.ts';
import { alertUnhappyChats } from './examples/slack.ts';
import { answerWhatsApp } from './examples/whatsApp.ts';
import type { World } from './examples/world.ts';
import { useServices } from './services/useServices.ts';
import { useStage } from './support/stage.ts';

const CASES: Record<string, (world: World) => void> = {
	'ai-agent-tool': aiAgentTool,
	'alert-unhappy-chats': alertUnhappyChats,
	'answer-n8n-chat': answerN8nChat,
	'answer-whatsapp': answerWhatsApp,
	'clean-up-chats': cleanUpChats,
	'evaluate-agent': evaluateAgent,
	'greet-texting-customer': greetTextingCustomer,
	'greet-texting-customer-table': greetTextingCustomerFromTable,
	'hand-over-to-a-person': handOverToAPerson,
	'instant-with-a-net': instantWithANet,
	'publish-if-tests-pass': publishIfTestsPass,
	'set-up-chat-agent': setUpChatAgent,
	'update-crm-data-table': updateCrmDataTable,
	'update-crm-hubspot': updateCrmHubSpot,
	'update-retell-contacts': updateRetellContacts,
};

const services = useServices(['api.hubapi.com', 'api.openai.com', 'graph.facebook.com', 'slack.com']);
const stage = useStage(N8N_VERSION, { env: () => services().env });

beforeEach(() => {
	stage.sandbox.reset();
	services().requests.length = 0;
});

test('each example has a case here', () => {
	const files = readdirSync('examples').filter((file) => file.endsWith('.json'));
	expect(Object.keys(CASES)).toEqual(files.map((file) => basename(file, '.json')).sort());
});

for (const [example, tests] of Object.entries(CASES)) describe(example, () => tests({ stage, services }));
