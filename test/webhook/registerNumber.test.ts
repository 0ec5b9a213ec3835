// "Register With Number": the number's inbound SMS webhook is taken only if there is none, and given back.
import Retell from 'retell-sdk';

import { credentialFor, locator } from '../nodes/fixtures.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';

const OURS = '+14155550142';
const FOREIGN = 'https://crm.example/texts?a=1';

let sandbox: Sandbox;
let retell: Retell;
let receiver: Receiver;
beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty' });
	retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
});
beforeEach(() => {
	sandbox.reset();
	sandbox.store.addAgent({ agent_id: 'agent_own' });
	sandbox.store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1 }] });
});
afterEach(() => receiver.close());
afterAll(() => sandbox.close());

async function start(phoneNumber = OURS, more: Partial<ReceiverOptions> = {}) {
	receiver = await startReceiver({
		credential: credentialFor(sandbox),
		trigger: 'retellInboundSmsTrigger',
		parameters: { responseMode: 'onReceived', reject: true, registerWithNumber: locator(phoneNumber, 'number') },
		...more,
	});
}

/** Without what it says about who registered it: stays.test.ts tests that. */
const address = async () =>
	(await retell.phoneNumber.retrieve(OURS)).inbound_sms_webhook_url?.replace(/\?owner=[\w-]+$/, '') ?? null;
const writes = () => sandbox.requests.filter(({ method }) => method === 'PATCH').length;

test('publishing takes it, a text starts the workflow, unpublishing gives it back', async () => {
	const before = await retell.phoneNumber.retrieve(OURS);
	await start();
	await receiver.publish();
	expect(await address()).toBe(receiver.url);
	expect(await sandbox.receiveSms({ from: '+14155550199', to: OURS, text: 'Hi' })).toEqual({ outcome: 'rejected' });
	await receiver.settled();
	expect(receiver.started).toHaveLength(1);
	await receiver.unpublish();
	expect(await address()).toBeNull();
	const { inbound_sms_agents, nickname } = await retell.phoneNumber.retrieve(OURS);
	expect({ inbound_sms_agents, nickname }).toEqual({
		inbound_sms_agents: before.inbound_sms_agents,
		nickname: before.nickname,
	});
});

test('a foreign webhook is never changed', async () => {
	await retell.phoneNumber.update(OURS, { inbound_sms_webhook_url: FOREIGN });
	await start();
	const before = writes();
	for (const attempt of [() => receiver.publish(), () => receiver.listen()]) {
		await expect(attempt()).rejects.toMatchObject({
			// n8n shows the message alone where a workflow is published.
			message: expect.stringMatching(
				/^The number \+14155550142 already sends its webhooks to crm\.example\. Nothing was changed\. Remove /,
			) as string,
		});
	}
	await receiver.unpublish();
	await receiver.stopListening();
	expect(await address()).toBe(FOREIGN);
	expect(writes()).toBe(before);
});

test('killed after it was taken: publishing again goes on, and gives back the same', async () => {
	await start();
	await receiver.publish();
	await receiver.restart();
	const before = writes();
	await receiver.publish();
	expect(writes()).toBe(before);
	await receiver.unpublish();
	expect(await address()).toBeNull();
});

test("a restart of n8n registers what is nobody's, and keeps to the rest", async () => {
	await start();
	for (const mode of ['init', 'leadershipChange'] as const) {
		await receiver.publish(mode);
		expect(await address()).toBe(receiver.url);
		expect(writes()).toBe(1);
	}
	await retell.phoneNumber.update(OURS, { inbound_sms_webhook_url: FOREIGN });
	await receiver.publish('init');
	expect(await address()).toBe(FOREIGN);
	sandbox.faults.add({ kind: 'status', status: 500 });
	await receiver.publish('init');
});

test('without a number, Retell is asked nothing', async () => {
	await start('');
	await receiver.publish();
	await receiver.unpublish();
	expect(sandbox.requests).toEqual([]);
});

test('a number that is gone does not keep anyone from unpublishing, but from publishing', async () => {
	await start('+14155550000');
	await receiver.unpublish();
	await expect(receiver.publish()).rejects.toThrow('The phone number "+14155550000" wasn\'t found');
});

test('what is no number is refused before Retell is asked', async () => {
	await start('555-0142');
	await expect(receiver.publish()).rejects.toThrow(
		'"Register With Number" must be a phone number in international format',
	);
	expect(sandbox.requests).toEqual([]);
});
