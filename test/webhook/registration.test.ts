// "Register With Agent": the agent's webhook is taken only if there is none, and given back as it was.
import type { INodeParameters } from 'n8n-workflow';
import Retell from 'retell-sdk';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { credentialFor, locator } from '../nodes/fixtures.ts';
import { stoppedTime } from '../host/time.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';

let sandbox: Sandbox;
let retell: Retell;
let receiver: Receiver;
let workflow = 0;
beforeAll(async () => {
	sandbox = await startSandbox();
	retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
});
beforeEach(() => sandbox.reset());
afterEach(() => receiver.close());
afterAll(() => sandbox.close());

type Settings = Parameters<Retell['chatAgent']['update']>[1];

/** An agent with a draft. */
async function createAgent(settings: Settings = {}) {
	const { agent_id } = await retell.chatAgent.create({
		agent_name: 'Support',
		response_engine: { type: 'retell-llm', llm_id: sandbox.store.addLlm().llm_id },
		...settings,
	});
	return agent_id;
}

/** The same, and the trigger that is to be registered with it. */
async function withAgent(settings: Settings = {}, events = ['chatEnded']) {
	const agentId = await createAgent(settings);
	await startFor(agentId, events);
	return agentId;
}

async function startFor(agentId: string, events: string[], more: Partial<ReceiverOptions> = {}) {
	receiver = await startReceiver({
		credential: credentialFor(sandbox),
		// Without "Set Up Webhook", as workflows have it that were made before there was a choice: it is automatic.
		parameters: { events, agentIds: [], simplify: true, registerWithAgent: locator(agentId) },
		workflowId: `wf ${workflow++}`,
		...more,
	});
}

async function webhookOf(agentId: string) {
	const { webhook_url, webhook_events = null } = await retell.chatAgent.retrieve(agentId);
	return { webhook_url: webhook_url ? withoutOwner(webhook_url) : null, webhook_events };
}

/** Without what it says about who registered it: stays.test.ts tests that. */
const withoutOwner = (address: string) => address.replace(/\?owner=[\w-]+$/, '');

/** The trigger's name of an event of Retell. */
const eventOf = (event: string) => event.replace(/_(.)/, (_, letter: string) => letter.toUpperCase());

const NONE = { webhook_url: null, webhook_events: null };

test('once it is published, a chat starts the workflow', async () => {
	const agentId = await withAgent();
	await receiver.publish();
	const { chat_id } = await retell.chat.create({ agent_id: agentId });
	await retell.chat.end(chat_id);
	await sandbox.webhooks.idle();
	await receiver.settled();
	expect(receiver.started.map(({ json }) => [json.event, json.chat_id])).toEqual([['chat_ended', chat_id]]);
	// That of its start is answered, too: Retell shall not repeat it.
	expect(receiver.statuses).toEqual([200, 200]);
});

const USUAL = ['chat_started', 'chat_ended', 'chat_analyzed'] as const;

test.each([
	[
		['chat_started', 'transcript_updated'],
		['chat_analyzed', 'chat_ended'],
	],
	[USUAL, ['chat_ended', 'transcript_updated']],
	[['chat_ended'], ['chat_ended', 'transcript_updated']],
	[[], ['chat_ended', 'transcript_updated']],
] as const)(
	'to the events of an agent, %j, those that it leaves out of %j are added, and taken away again',
	async (own, wanted) => {
		const before = { webhook_url: null, webhook_events: [...own] };
		const agentId = await withAgent(before, wanted.map(eventOf));
		await receiver.publish();
		const { webhook_events: taken } = await webhookOf(agentId);
		expect(taken?.toSorted()).toEqual([...new Set([...own, ...wanted])].sort());
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual(before);
	},
);

describe('Transcript Updated, which Retell sends only where it is asked for,', () => {
	test('is added where the agent has no list, and the list taken away again', async () => {
		const agentId = await withAgent({}, ['chatEnded', 'transcriptUpdated']);
		await receiver.publish();
		expect((await webhookOf(agentId)).webhook_events).toEqual([...USUAL, 'transcript_updated']);
		// Publishing again, also after n8n was killed, forgets nothing.
		receiver.restart();
		await receiver.publish();
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual(NONE);
	});

	test('starts the workflow with each message', async () => {
		const agentId = await withAgent({}, ['transcriptUpdated']);
		await receiver.publish();
		const { chat_id } = await retell.chat.create({ agent_id: agentId });
		for (const content of ['Hi', 'Hi']) await retell.chat.createChatCompletion({ chat_id, content });
		await retell.chat.end(chat_id);
		await sandbox.webhooks.idle();
		await receiver.settled();
		const { message_with_tool_calls: messages = [] } = await retell.chat.retrieve(chat_id);
		const contents = messages.map((message) => ('content' in message ? message.content : undefined));
		expect(receiver.started.map(({ json }) => [json.event, json.messages])).toMatchObject(
			contents.map((_content, index) => [
				'transcript_updated',
				contents.slice(0, index + 1).map((content) => ({ content })),
			]),
		);
		expect(messages.length).toBeGreaterThanOrEqual(4);
	});

	test('goes when the workflow no longer wants it, though n8n was killed before it unpublished', async () => {
		const agentId = await withAgent({}, ['transcriptUpdated']);
		await receiver.publish();
		await receiver.close();
		const { url } = receiver;
		await startFor(agentId, ['chatEnded']);
		// The same n8n as before, at another port.
		const { webhook_url: taken } = await webhookOf(agentId);
		await retell.chatAgent.update(agentId, {
			webhook_url: taken?.replace(new URL(url).host, new URL(receiver.url).host),
		});
		await receiver.publish();
		expect(await webhookOf(agentId)).toEqual({ ...NONE, webhook_url: receiver.url });
	});
});

test.each<[Settings['webhook_events'], string, Settings['webhook_events'], Settings['webhook_events']]>([
	[null, 'transcriptUpdated', ['chat_ended', 'transcript_updated'], ['chat_ended']],
	[
		['chat_started'],
		'chatEnded',
		['chat_started', 'chat_ended', 'transcript_updated'],
		['chat_started', 'transcript_updated'],
	],
])(
	'to the events %j, %s was added; what somebody has chosen meanwhile, %j, stays but for that',
	async (own, wanted, meanwhile, left) => {
		const agentId = await withAgent({ webhook_events: own }, [wanted]);
		await receiver.publish();
		await retell.chatAgent.update(agentId, { webhook_events: meanwhile });
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual({ webhook_url: null, webhook_events: left });
	},
);

describe('where the newest version is published', () => {
	async function withPublished(parameters: INodeParameters = {}) {
		const agentId = await createAgent();
		await retell.chatAgent.publish(agentId, { version: 0 });
		await startFor(agentId, [], {
			parameters: { events: ['chatEnded'], registerWithAgent: locator(agentId), ...parameters },
		});
		return agentId;
	}
	/** The newest first: number, whether it is published, and its webhook. */
	const versionsOf = (agentId: string) =>
		(sandbox.store.agent(agentId)?.versions ?? [])
			.map(({ version, is_published, webhook_url: url }) => [version, is_published, url ? withoutOwner(url) : null])
			.toReversed();

	test.each(['refuse', 'draft'] as const)(
		'the webhook is set in a new draft, and removed there (%s)',
		async (quirk) => {
			sandbox.quirks.updatePublished = quirk;
			const agentId = await withPublished();
			await receiver.publish();
			expect(versionsOf(agentId)).toEqual([
				[1, false, receiver.url],
				[0, true, null],
			]);
			await receiver.unpublish();
			const without = [
				[1, false, null],
				[0, true, null],
			];
			expect(versionsOf(agentId)).toEqual(without);
			await receiver.listen();
			expect(versionsOf(agentId)[0]).toEqual([1, false, receiver.testUrl]);
			await receiver.stopListening();
			expect(versionsOf(agentId)).toEqual(without);
		},
	);

	describe('and with "Publish Agent"', () => {
		test('the webhook is live at once, and publishing the workflow again makes no other version', async () => {
			const agentId = await withPublished({ publishAgent: true });
			await receiver.publish();
			expect(versionsOf(agentId)).toEqual([
				[1, true, receiver.url],
				[0, true, null],
			]);
			await receiver.publish('update');
			expect(versionsOf(agentId)).toHaveLength(2);
			const { chat_id } = await retell.chat.create({ agent_id: agentId, agent_version: 'latest_published' });
			await retell.chat.end(chat_id);
			await sandbox.webhooks.idle();
			await receiver.settled();
			expect(receiver.started).toMatchObject([{ json: { chat_id } }]);

			// n8n unpublishes first when a new version of the workflow is published.
			await receiver.unpublish();
			expect(versionsOf(agentId)).toMatchObject([
				[2, false, null],
				[1, true, receiver.url],
				[0, true, null],
			]);
			await receiver.publish('update');
			expect(versionsOf(agentId)).toMatchObject([
				[2, false, receiver.url],
				[1, true, receiver.url],
				[0, true, null],
			]);
			await receiver.publish('update');
			expect(versionsOf(agentId)).toHaveLength(3);
		});

		test('a publication that took no effect is told, and publishing the workflow again makes up for it', async () => {
			const agentId = await withPublished({ publishAgent: true });
			sandbox.quirks.publishTakesEffect = false;
			await expect(receiver.publish()).rejects.toThrow(
				`Version 1 of the agent "${agentId}" is still a draft. Retell accepted publishing it, but the version isn't live.`,
			);
			expect(versionsOf(agentId)).toMatchObject([
				[1, false, receiver.url],
				[0, true, null],
			]);
			sandbox.quirks.publishTakesEffect = true;
			await receiver.publish();
			expect(versionsOf(agentId)).toMatchObject([
				[1, true, receiver.url],
				[0, true, null],
			]);
		});

		test('a draft is published with all of its changes', async () => {
			const agentId = await withPublished({ publishAgent: true });
			const draft = await retell.chatAgent.createVersion(agentId, { base_version: 0 });
			await retell.chatAgent.update(agentId, { version: draft.version, agent_name: 'Renamed' });
			await receiver.publish();
			expect(await retell.chatAgent.retrieve(agentId, { version: 'latest_published' })).toMatchObject({
				agent_name: 'Renamed',
				webhook_url: expect.stringContaining(receiver.url) as string,
			});
		});

		test('a draft that lacks what is live is not published, and nothing is changed', async () => {
			const agentId = await withPublished({ publishAgent: true });
			const [live, outdated] = [
				await retell.chatAgent.createVersion(agentId, { base_version: 0 }),
				await retell.chatAgent.createVersion(agentId, { base_version: 0 }),
			];
			await retell.chatAgent.publish(agentId, { version: Number(live.version) });
			await expect(receiver.publish()).rejects.toThrow(
				/^The newest draft of the agent "Support" was made from version 0, but version 1 is live\. Nothing was changed\./,
			);
			expect(versionsOf(agentId)).toEqual([
				[outdated.version, false, null],
				[1, true, null],
				[0, true, null],
			]);
		});

		test('neither listening for a test event nor a restart of n8n publishes it', async () => {
			const agentId = await withPublished({ publishAgent: true });
			await receiver.publish('init');
			expect(versionsOf(agentId)).toEqual([[0, true, null]]);
			expect(receiver.logged).toEqual([
				expect.stringMatching(/: the webhook was not registered again\. The newest version .+ publish it again\./),
			]);
			await receiver.listen();
			expect(versionsOf(agentId)).toMatchObject([
				[1, false, receiver.testUrl],
				[0, true, null],
			]);
			await receiver.stopListening();
			await retell.chatAgent.update(agentId, { agent_name: 'Renamed' });
			await receiver.publish('init');
			expect(versionsOf(agentId)).toMatchObject([
				[1, false, receiver.url],
				[0, true, null],
			]);
		});
	});
});

describe('publishing, and unpublishing, end within a minute, however slow Retell is', () => {
	const phoneNumber = '+14155550142';

	async function failsInAMinute(attempt: () => Promise<void>) {
		sandbox.faults.add({ kind: 'hang' });
		const time = stoppedTime(100);
		try {
			const began = Date.now();
			await expect(attempt()).rejects.toThrow("Retell didn't respond in time");
			expect(Date.now() - began).toBeLessThan(70_000);
		} finally {
			time.restore();
		}
	}

	test('of the instant trigger', async () => {
		await withAgent();
		await failsInAMinute(() => receiver.publish());
		await failsInAMinute(() => receiver.unpublish());
	});

	test('of the trigger for text messages', async () => {
		receiver = await startReceiver({
			trigger: 'retellInboundSmsTrigger',
			credential: credentialFor(sandbox),
			parameters: { registerWithNumber: locator(phoneNumber) },
		});
		await failsInAMinute(() => receiver.publish());
		await failsInAMinute(() => receiver.unpublish());
	});
});

describe('"Set Up Webhook"', () => {
	const startWith = async (setUpWebhook: string, agentId: string) =>
		await startFor(agentId, [], {
			parameters: { events: ['chatEnded'], registerWithAgent: locator(agentId), setUpWebhook },
		});

	test('manually: Retell is asked nothing, even if an agent was selected before', async () => {
		const agentId = await createAgent();
		await startWith('manually', agentId);
		const { length } = sandbox.requests;
		await receiver.publish();
		await receiver.listen();
		await receiver.stopListening();
		await receiver.unpublish();
		expect(sandbox.requests).toHaveLength(length);
	});

	test('manually: an address that Retell cannot reach is no matter', async () => {
		await startFor('', [], {
			credential: { apiKey: 'key_1', baseUrl: 'https://retell.example' },
			parameters: { events: ['chatEnded'], setUpWebhook: 'manually' },
		});
		await receiver.publish();
	});

	test('automatically: without an agent, nothing is published, and the message says what to do', async () => {
		await startWith('automatically', '');
		for (const attempt of [() => receiver.publish(), () => receiver.listen()]) {
			await expect(attempt()).rejects.toThrow(
				/^No agent is selected under "Register With Agent"\. Select the agent .+ Or set "Set Up Webhook" to "Manually"/,
			);
		}
		// What was published stays so when n8n starts, and can be unpublished.
		await receiver.publish('init');
		await receiver.unpublish();
		await receiver.stopListening();
		expect(sandbox.requests).toEqual([]);
	});
});
