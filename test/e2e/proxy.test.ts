// n8n behind a proxy: HTTPS_PROXY holds for every way to Retell, and what a proxy refuses is told as such.
import { setTimeout as pause } from 'node:timers/promises';

import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { until } from '../../tools/n8n/until.ts';
import { chain, locator } from '../../tools/n8n/workflows.ts';
import { DEMO_AGENTS } from '../../tools/sandbox/index.ts';
import { useServices, type Answer, type ServiceRequest } from './services/services.ts';
import { listChats, searchAgents } from './support/credentials.ts';
import { API_KEY, useStage } from './support/stage.ts';
import { deliveredIds, endAChat, polling } from './support/trigger.ts';
import { draftAgent, webhookOf, webhookTrigger } from './webhooks/workflow.ts';

const RETELL = 'api.retellai.com';
/** Without a Base URL of its own, as nearly everybody has it. */
const DATA = { apiKey: API_KEY, baseUrl: `https://${RETELL}`, webhookKey: '' };

const services = useServices([RETELL]);
const stage = useStage(N8N_VERSION, { env: () => ({ ...services().env, WEBHOOK_URL: 'https://n8n.example.com/' }) });

/** Retell, where the proxy leads. */
async function forward({ method, path, query, authorization = '', body }: ServiceRequest): Promise<Answer> {
	const hasBody = Object.keys(body).length > 0;
	const answer = await fetch(stage.sandbox.url + path + query, {
		method,
		headers: { authorization, ...(hasBody && { 'content-type': 'application/json' }) },
		body: hasBody ? JSON.stringify(body) : undefined,
	});
	const text = await answer.text();
	return { status: answer.status, body: text === '' ? Buffer.alloc(0) : (JSON.parse(text) as unknown) };
}

let credentials: { retellChatApi: { id: string; name: string } };
beforeAll(async () => {
	services().set(RETELL, forward);
	credentials = {
		retellChatApi: await stage.client.saveCredential({ name: 'Behind', type: 'retellChatApi', data: DATA }),
	};
});
afterEach(() => services().refuse(undefined));

const search = () => searchAgents(stage, credentials);
const list = () => listChats(stage, credentials);
const check = () => stage.client.testCredential({ ...credentials.retellChatApi, type: 'retellChatApi', data: DATA });
const paths = () => services().requests.map(({ path }) => path);

test('the credential, the pickers and the operations go through it', async () => {
	expect(await check()).toMatchObject({ status: 'OK' });
	expect((await search()).results).toContainEqual({ name: 'Support', value: DEMO_AGENTS.support });
	expect((await list()).output.get('List')?.length).toBeGreaterThan(10);
	expect(paths()).toEqual(['/get-concurrency', '/v2/list-agents', '/v3/list-chats']);
});

test('both triggers go through it', async () => {
	const agentId = draftAgent(stage);
	const polls = await stage.client.saveWorkflow(chain('Polls', { ...polling({}, 2), credentials }));
	const calls = webhookTrigger({ registerWithAgent: locator(agentId) }, { webhookId: 'behind-a-proxy', credentials });
	const registers = await stage.client.saveWorkflow(chain('Registers', calls));
	await stage.client.publish(polls);
	await stage.client.publish(registers);
	expect(webhookOf(stage, agentId).webhook_url).toContain('https://n8n.example.com/webhook/behind-a-proxy');
	expect(paths()).toContain(`/update-chat-agent/${agentId}`);
	const chat = await endAChat(stage.sandbox);
	await until('the delivery', async () => (await deliveredIds(stage, polls)).includes(chat));
	await stage.client.unpublish(registers);
	await stage.client.unpublish(polls);
	expect(webhookOf(stage, agentId).webhook_url).toBeNull();
	// All that reached the sandbox went through the proxy.
	await pause(500);
	expect(stage.sandbox.requests).toHaveLength(services().requests.length);
});

test.each<[407 | 502, string, string]>([
	[407, 'A proxy asks for a username and password', 'HTTPS_PROXY='],
	[502, "Retell couldn't process the request", 'a proxy on the way to it, returned status 502'],
])('a proxy that refuses with %i is told of', async (status, message, advice) => {
	services().refuse(status);
	const { errors } = await list();
	expect(errors.get('List')).toContain(message);
	expect(errors.get('List')).toContain(advice);
	await expect(search()).rejects.toThrow(message);
	expect(await check()).toMatchObject({ status: 'Error' });
	expect(JSON.stringify([...errors])).not.toContain(API_KEY);
});
