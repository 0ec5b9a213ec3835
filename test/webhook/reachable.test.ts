// A webhook that Retell could never call is not registered.
import type { INodeParameters } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';
import { credentialFor, locator } from '../nodes/fixtures.ts';

const RETELL = { apiKey: 'key_1', baseUrl: 'https://retell.example' };
const AGENT = 'agent_1';
const NUMBER = '+14155550142';

const TRIGGERS: Array<{ trigger: NonNullable<ReceiverOptions['trigger']>; parameters: INodeParameters }> = [
	{
		trigger: 'retellChatWebhookTrigger',
		parameters: { events: ['chatEnded'], agentIds: [], registerWithAgent: locator(AGENT) },
	},
	{
		trigger: 'retellInboundSmsTrigger',
		parameters: { responseMode: 'onReceived', reject: true, registerWithNumber: locator(NUMBER, 'number') },
	},
];

let sandbox: Sandbox;
let receiver: Receiver;
beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty' });
});
beforeEach(() => {
	sandbox.reset();
	sandbox.store.addAgent({ agent_id: AGENT, versions: [{ is_published: false }] });
	sandbox.store.addPhoneNumber({ phone_number: NUMBER });
});
afterEach(() => receiver.close());
afterAll(() => sandbox.close());

describe.each(TRIGGERS)('$trigger', ({ trigger, parameters }) => {
	test.each(['http://localhost:5678', 'http://192.168.1.20:5678', 'https://n8n.local'])(
		'on %s is not registered with Retell, and the message says what to do',
		async (base) => {
			receiver = await startReceiver({ credential: RETELL, trigger, parameters });
			receiver.move(base);
			const { host } = new URL(base);
			for (const attempt of [() => receiver.publish(), () => receiver.listen()]) {
				await expect(attempt()).rejects.toThrow(
					`Retell can't call this workflow at ${host}, because that address can't be reached from the internet. Nothing was changed. Set the environment variable WEBHOOK_URL`,
				);
			}
			// n8n starts all the same, and its log says so.
			await receiver.publish('init');
			expect(receiver.logged).toEqual([
				expect.stringContaining(`the webhook was not registered again. Retell can't call this workflow at ${host}, `),
			]);
		},
	);

	test.each(['http://localhost:5678', 'https://n8n.example.com'])(
		'on %s is registered with a sandbox on the same machine',
		async (base) => {
			receiver = await startReceiver({ credential: credentialFor(sandbox), trigger, parameters });
			receiver.move(base);
			await receiver.publish();
			expect(sandbox.requests.at(-1)).toMatchObject({ method: 'PATCH' });
		},
	);
});

test('a webhook that a person sets up is nothing to check', async () => {
	const parameters = { setUpWebhook: 'manually', events: ['chatEnded'], agentIds: [] };
	receiver = await startReceiver({ credential: RETELL, trigger: 'retellChatWebhookTrigger', parameters });
	receiver.move('http://localhost:5678');
	await receiver.publish();
});
