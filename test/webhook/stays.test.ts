// What Retell has of an agent's or a number's webhook, in whatever order a workflow is published,
// listened to, moved and copied: that of the published workflow, and nobody takes away what another set.
// A webhook that Retell could never call is not registered.
import fc from 'fast-check';

import { credentialFor, locator } from '../nodes/fixtures.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { latestVersion } from '../../tools/sandbox/records.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';

const NUMBER = '+14155550142';
const OLD = 'https://old.example';
const NEW = 'https://new.example/n8n';
const ON_THE_INTERNET = { apiKey: 'key_1', baseUrl: 'https://retell.example' };

let sandbox: Sandbox;
let agentId = '';
const receivers: Receiver[] = [];
beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty' });
});
beforeEach(reset);
afterEach(closeAll);
afterAll(() => sandbox.close());

function reset(): void {
	sandbox.reset();
	agentId = sandbox.store.addAgent({ agent_name: 'Support', versions: [{ is_published: false }] }).agent_id;
	sandbox.store.addPhoneNumber({ phone_number: NUMBER, inbound_sms_agents: [{ agent_id: agentId, weight: 1 }] });
}

async function closeAll(): Promise<void> {
	await Promise.all(receivers.splice(0).map((each) => each.close()));
}

/** The two triggers that register themselves, and what Retell has of them. */
const TRIGGERS = [
	{
		what: 'an agent',
		parameters: (id = agentId) => ({ events: ['chatEnded'], agentIds: [], registerWithAgent: locator(id) }),
		absent: 'agent_nowhere',
		trigger: 'retellChatWebhookTrigger',
		address: () => {
			const agent = sandbox.store.agent(agentId);
			return agent && latestVersion(agent).webhook_url;
		},
		set: (url: string | null) => {
			const agent = sandbox.store.agent(agentId);
			Object.assign(agent ? latestVersion(agent) : {}, { webhook_url: url });
		},
		refusal: 'The published workflow receives the webhooks of the agent "Support"',
		taken: 'The agent "Support" already sends its webhooks to',
		named: () => `the webhook of the agent "${agentId}"`,
	},
	{
		what: 'a number',
		parameters: (id = NUMBER) => ({
			responseMode: 'onReceived',
			reject: true,
			registerWithNumber: locator(id, 'number'),
		}),
		absent: '+14155550000',
		trigger: 'retellInboundSmsTrigger',
		address: () => sandbox.store.phoneNumber(NUMBER)?.inbound_sms_webhook_url,
		set: (url: string | null) => {
			Object.assign(sandbox.store.phoneNumber(NUMBER) ?? {}, { inbound_sms_webhook_url: url });
		},
		refusal: `The published workflow answers the text messages to ${NUMBER}`,
		taken: `The number ${NUMBER} already sends its webhooks to`,
		named: () => `the webhook of the number ${NUMBER}`,
	},
] as const;

describe.each(TRIGGERS)('of $what,', ({ parameters, absent, trigger, address, set, refusal, taken, named }) => {
	async function start(more: Partial<ReceiverOptions> = {}): Promise<Receiver> {
		const receiver = await startReceiver({
			credential: credentialFor(sandbox),
			trigger,
			parameters: parameters(),
			...more,
		});
		receivers.push(receiver);
		return receiver;
	}
	/** Without what it says about who registered it. */
	const place = () => {
		const url = address();
		return url ? url.split('?')[0] : null;
	};
	const writes = () => sandbox.requests.filter(({ method }) => method === 'PATCH').length;

	const actions = fc.array(
		fc.constantFrom('publish', 'unpublish', 'listen', 'stop', 'start', 'start as leader', 'rename', 'copy'),
		{ minLength: 1, maxLength: 12 },
	);
	test.each([{ withoutWebhookId: false }, { withoutWebhookId: true }])(
		'the published one comes first (%j)',
		async (options) => {
			await fc.assert(
				fc.asyncProperty(actions, async (all) => {
					reset();
					const workflow = await start({ workflowId: 'original', ...options });
					const copy = await start({ workflowId: 'copy' });
					copy.move(new URL(workflow.url).origin);
					const is = { published: false, listening: false };
					let expected: () => string | null = () => null;
					const publish = async (mode: 'activate' | 'update') => {
						await workflow.publish(mode);
						is.published = true;
						expected = () => workflow.url;
					};
					const unpublish = async () => {
						await workflow.unpublish();
						if (is.published) expected = () => null;
						is.published = false;
					};
					const stop = async () => {
						await workflow.stopListening();
						if (is.listening && !is.published) expected = () => null;
						is.listening = false;
					};
					const restart = async (mode: 'init' | 'leadershipChange') => {
						const before = writes();
						if (is.published) await workflow.publish(mode);
						expect(writes()).toBe(before);
					};
					const perform: Record<(typeof all)[number], () => Promise<void>> = {
						publish: () => publish(is.published ? 'update' : 'activate'),
						unpublish,
						listen: async () => {
							if (!is.published) {
								await workflow.listen();
								is.listening = true;
								expected = () => workflow.testUrl;
								return;
							}
							await expect(workflow.listen()).rejects.toThrow(refusal);
							// n8n tears down what it could not set up.
							await stop();
						},
						stop,
						start: () => restart('init'),
						'start as leader': () => restart('leadershipChange'),
						// n8n tears the old node down and sets the new one up.
						rename: async () => {
							const { published } = is;
							if (is.listening) await stop();
							if (published) await unpublish();
							workflow.rename(`Trigger after ${writes()} changes`);
							if (published) await publish('update');
						},
						// n8n refuses to publish it as its URL is taken, and tears down what it has not set up.
						copy: async () => {
							await copy.unpublish();
							await copy.stopListening();
						},
					};
					for (const action of all) {
						await perform[action]();
						expect(place()).toBe(expected());
					}
					await closeAll();
				}),
				{ numRuns: 40 },
			);
		},
	);

	test.each([
		['https://crm.example/hooks?a=1', 'crm.example'],
		['https://{{host}}/hook', '{{host}}'],
		['http://127.0.0.1:1/webhook/other/webhook', '127.0.0.1:1'],
	])('a foreign one is never changed: %s', async (url, host) => {
		set(url);
		const workflow = await start();
		for (const attempt of [() => workflow.publish(), () => workflow.listen()])
			// n8n shows the message alone where a workflow is published.
			await expect(attempt()).rejects.toThrow(`${taken} ${host}. Nothing was changed. Remove `);
		// A restart of n8n does not fail for it.
		await workflow.publish('init');
		await workflow.unpublish();
		await workflow.stopListening();
		expect(address()).toBe(url);
		expect(writes()).toBe(0);
	});

	test('killed after it was taken: publishing again goes on, and gives it back', async () => {
		const workflow = await start();
		await workflow.publish();
		workflow.restart();
		await workflow.publish();
		expect(writes()).toBe(1);
		await workflow.unpublish();
		expect(place()).toBeNull();
	});

	test.each(['init', 'leadershipChange'] as const)(
		'a restart of n8n registers what n8n was killed before it could register (%s)',
		async (mode) => {
			const workflow = await start();
			await workflow.publish(mode);
			expect(place()).toBe(workflow.url);
		},
	);

	test('a restart of n8n goes on where Retell is down, says so in the log, and asks once', async () => {
		const workflow = await start();
		sandbox.faults.add({ kind: 'status', status: 503 });
		await workflow.publish('init');
		expect(workflow.logged).toEqual([expect.stringContaining('the webhook was not registered again')]);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('what is gone keeps nobody from unpublishing, but from publishing', async () => {
		const workflow = await start({ parameters: parameters(absent) });
		await workflow.unpublish();
		await expect(workflow.publish()).rejects.toThrow(`"${absent}" wasn't found. `);
	});

	test.each(['http://localhost:5678', 'http://192.168.1.20:5678', 'https://n8n.local'])(
		'on %s is not registered with Retell, and the message says what to do',
		async (base) => {
			const workflow = await start({ credential: ON_THE_INTERNET });
			workflow.move(base);
			const { host } = new URL(base);
			for (const attempt of [() => workflow.publish(), () => workflow.listen()]) {
				await expect(attempt()).rejects.toThrow(
					`Retell can't call this workflow at ${host}, because that address can't be reached from the internet. Nothing was changed. Set the environment variable WEBHOOK_URL`,
				);
			}
			// n8n starts all the same, and its log says so.
			await workflow.publish('init');
			expect(workflow.logged).toEqual([
				expect.stringContaining(`the webhook was not registered again. Retell can't call this workflow at ${host}, `),
			]);
		},
	);

	test.each(['http://localhost:5678', 'https://n8n.example.com'])(
		'on %s is registered with a sandbox on the same machine',
		async (base) => {
			const workflow = await start();
			workflow.move(base);
			await workflow.publish();
			expect(place()).toBe(workflow.url);
		},
	);

	test('a test event is never taken from a copy of the workflow in the same n8n', async () => {
		const workflow = await start({ workflowId: 'original' });
		const copy = await start({ workflowId: 'copy' });
		copy.move(new URL(workflow.url).origin);
		await workflow.publish();
		await expect(copy.listen()).rejects.toThrow(taken);
		await copy.stopListening();
		await copy.unpublish();
		expect(place()).toBe(workflow.url);
	});

	test.each(['activate', 'update', 'init', 'leadershipChange'] as const)(
		'an earlier address of n8n is replaced, and the log says so (%s)',
		async (mode) => {
			const workflow = await start();
			workflow.move(OLD);
			await workflow.publish();
			const old = workflow.url;
			workflow.move(NEW);
			await workflow.publish(mode);
			expect(place()).toBe(workflow.url);
			expect(workflow.logged).toEqual([
				expect.stringMatching(/: the webhook of .+ was .+, an earlier URL of this trigger\. Now it is .+\.$/),
			]);
			expect(workflow.logged[0]).toContain(`${old}, an`);
			expect(workflow.logged[0]).toContain(`is ${workflow.url}.`);
			await workflow.unpublish();
			expect(place()).toBeNull();
		},
	);

	test('listening does not take it from an earlier address, for that was of the published workflow', async () => {
		const workflow = await start();
		workflow.move(OLD);
		await workflow.publish();
		const old = workflow.url;
		workflow.move(NEW);
		await expect(workflow.listen()).rejects.toThrow(refusal);
		await workflow.stopListening();
		expect(place()).toBe(old);
	});

	test('unpublishing leaves an earlier address, which a copy of n8n may live by, and says so', async () => {
		const workflow = await start();
		workflow.move(OLD);
		await workflow.publish();
		const old = workflow.url;
		workflow.move(NEW);
		await workflow.unpublish();
		expect(place()).toBe(old);
		expect(workflow.logged).toEqual([expect.stringContaining(`${named()} is still ${old}, an earlier URL`)]);
	});

	test.each([
		{ copied: 'into another n8n', options: { instanceId: 'another' } },
		{ copied: 'under another ID', options: { workflowId: 'another' } },
	])('a copy of the workflow $copied leaves it alone', async ({ options }) => {
		const workflow = await start({ workflowId: 'original' });
		await workflow.publish();
		const before = writes();
		const copy = await start({ workflowId: 'original', ...options });
		await expect(copy.publish()).rejects.toThrow(taken);
		await copy.publish('init');
		await copy.unpublish();
		await expect(copy.listen()).rejects.toThrow(taken);
		await copy.stopListening();
		expect(place()).toBe(workflow.url);
		expect(writes()).toBe(before);
		await workflow.unpublish();
		expect(place()).toBeNull();
	});

	test('what a copy that is gone left at this very URL is taken over, and given back', async () => {
		const gone = await start({ workflowId: 'gone' });
		await gone.publish();
		const workflow = await start({ workflowId: 'here' });
		workflow.move(new URL(gone.url).origin);
		await workflow.publish();
		await gone.unpublish();
		expect(place()).toBe(workflow.url);
		await workflow.unpublish();
		expect(place()).toBeNull();
	});

	test('another node of the same workflow is somebody else, even under the same ID', async () => {
		const workflow = await start({ withoutWebhookId: true });
		await workflow.publish();
		workflow.rename('Another trigger');
		await expect(workflow.publish()).rejects.toThrow(taken);
		await workflow.unpublish();
		expect(place()).not.toBe(workflow.url);
		expect(place()).not.toBeNull();
	});

	test('without a webhook ID, another workflow whose node has the same name is somebody else', async () => {
		const workflow = await start({ withoutWebhookId: true, workflowId: 'wfB' });
		const ofAnother = workflow.url.replace('/wfB/', '/wfA/');
		set(ofAnother);
		const before = writes();
		await expect(workflow.publish()).rejects.toThrow(taken);
		await workflow.unpublish();
		expect(address()).toBe(ofAnother);
		expect(writes()).toBe(before);
	});

	test('what cannot be removed is named in the log, and n8n hears why', async () => {
		const workflow = await start();
		await workflow.publish();
		sandbox.faults.add({ kind: 'status', status: 401, body: { message: 'Invalid API key' } });
		await expect(workflow.unpublish()).rejects.toThrow('API key');
		expect(workflow.logged).toEqual([
			expect.stringContaining(`${named()} was not removed from Retell, and may still be ${workflow.url}. `),
		]);
		// Publishing again goes on as if nothing had been.
		sandbox.faults.clear();
		await workflow.publish();
		await workflow.unpublish();
		expect(place()).toBeNull();
	});
});
