// "Register With Agent": the agent's webhook is taken only if there is none, and given back as it was.
import type { INodeParameters } from 'n8n-workflow';
import Retell from 'retell-sdk';

import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { credentialFor, locator } from '../nodes/fixtures.ts';
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

/** An agent with a draft, and the trigger that is to be registered with it. */
async function withAgent(settings: Settings = {}, events = ['chatEnded']) {
	const { agent_id } = await retell.chatAgent.create({
		agent_name: 'Support',
		response_engine: { type: 'retell-llm', llm_id: sandbox.store.addLlm().llm_id },
		...settings,
	});
	await startFor(agent_id, events);
	return agent_id;
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
function withoutOwner(address: string): string {
	if (!URL.canParse(address)) return address;
	const url = new URL(address);
	if (!url.searchParams.has('owner')) return address;
	url.searchParams.delete('owner');
	return url.href;
}

/** The trigger's name of an event of Retell. */
const eventOf = (event: string) => event.replace(/_(.)/, (_, letter: string) => letter.toUpperCase());

const NONE = { webhook_url: null, webhook_events: null };
const writes = () => sandbox.requests.filter(({ method }) => method === 'PATCH').length;

test('publishing takes it, unpublishing gives it back', async () => {
	const agentId = await withAgent();
	await receiver.publish();
	expect(await webhookOf(agentId)).toEqual({ ...NONE, webhook_url: receiver.url });
	await receiver.unpublish();
	expect(await webhookOf(agentId)).toEqual(NONE);
});

test('a chat then starts the workflow', async () => {
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
		await receiver.restart();
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

	test('what somebody has chosen meanwhile stays', async () => {
		const agentId = await withAgent({}, ['transcriptUpdated']);
		await receiver.publish();
		await retell.chatAgent.update(agentId, { webhook_events: ['chat_ended', 'transcript_updated'] });
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual({ webhook_url: null, webhook_events: ['chat_ended'] });
	});
});

test('killed after it was taken: publishing again goes on, and gives back the same', async () => {
	const before = { webhook_url: null, webhook_events: ['chat_started' as const] };
	const agentId = await withAgent(before);
	await receiver.publish();
	await receiver.restart();
	await receiver.publish();
	await receiver.publish('init');
	await receiver.unpublish();
	expect(await webhookOf(agentId)).toEqual(before);
});

test.each(['https://crm.example/hooks?a=1', 'https://{{host}}/hook', 'http://127.0.0.1:1/webhook/other/webhook'])(
	'a foreign webhook is never changed: %s',
	async (url) => {
		const before = { webhook_url: url, webhook_events: ['chat_ended' as const] };
		const agentId = await withAgent(before);
		const writesBefore = writes();
		await expect(receiver.publish()).rejects.toMatchObject({
			// n8n shows the message alone where a workflow is published.
			message: expect.stringMatching(
				/^The agent "Support" already sends its webhooks to .+\. Nothing was changed\. Remove the webhook URL /,
			) as string,
		});
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual(before);
		expect(writes()).toBe(writesBefore);
	},
);

test('without a webhook ID, as n8n’s API makes workflows, it is taken all the same, also from its own test event', async () => {
	const agentId = await withAgent();
	await receiver.close();
	await startFor(agentId, ['chatEnded'], { withoutWebhookId: true, workflowId: 'wfB' });
	await receiver.listen();
	await receiver.publish();
	expect(await webhookOf(agentId)).toEqual({ ...NONE, webhook_url: receiver.url });
	await receiver.unpublish();
	expect(await webhookOf(agentId)).toEqual(NONE);
});

describe('where the newest version is published', () => {
	async function withPublished(parameters: INodeParameters = {}) {
		const agentId = await withAgent();
		await receiver.close();
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

test('listening for a test event takes it for the time being', async () => {
	const agentId = await withAgent();
	await receiver.listen();
	expect(await webhookOf(agentId)).toMatchObject({ webhook_url: receiver.testUrl });
	await receiver.stopListening();
	expect(await webhookOf(agentId)).toEqual(NONE);
});

test('events that somebody has added meanwhile stay', async () => {
	const agentId = await withAgent({ webhook_events: ['chat_started'] });
	await receiver.publish();
	const { webhook_events: events } = await webhookOf(agentId);
	await retell.chatAgent.update(agentId, { webhook_events: [...(events ?? []), 'transcript_updated'] });
	await receiver.unpublish();
	expect(await webhookOf(agentId)).toEqual({
		webhook_url: null,
		webhook_events: ['chat_started', 'transcript_updated'],
	});
});

describe('unpublishing after the version with the webhook was published', () => {
	/** The newest first. */
	const versionsOf = (agentId: string) => sandbox.store.agent(agentId)?.versions.toReversed() ?? [];

	async function published() {
		const agentId = await withAgent({ webhook_events: ['chat_started'] });
		await receiver.publish();
		await retell.chatAgent.publish(agentId, { version: 0 });
		return agentId;
	}

	test('makes a draft without it, and leaves what is live as it is', async () => {
		const agentId = await published();
		await receiver.unpublish();
		const [draft, live, ...others] = versionsOf(agentId);
		expect(draft).toMatchObject({
			version: 1,
			is_published: false,
			webhook_url: null,
			webhook_events: ['chat_started'],
		});
		expect(live).toMatchObject({
			version: 0,
			is_published: true,
			webhook_url: expect.stringContaining(receiver.url) as string,
		});
		expect(others).toEqual([]);
		// Publishing the workflow again takes the draft, and unpublishing makes no other.
		await receiver.publish();
		await receiver.unpublish();
		expect(versionsOf(agentId)).toMatchObject([{ webhook_url: null }, { version: 0 }]);
	});

	test('removes it where Retell makes the draft', async () => {
		sandbox.quirks.updatePublished = 'draft';
		const agentId = await published();
		await receiver.unpublish();
		expect(await webhookOf(agentId)).toEqual({ webhook_url: null, webhook_events: ['chat_started'] });
	});
});

describe('a restart of n8n', () => {
	test('registers what n8n was killed before it could register', async () => {
		const agentId = await withAgent();
		await receiver.publish('init');
		expect(await webhookOf(agentId)).toEqual({ ...NONE, webhook_url: receiver.url });
	});

	test('keeps to what others have set, and does not fail for it', async () => {
		const before = { webhook_url: 'https://crm.example/hooks', webhook_events: ['chat_started' as const] };
		const agentId = await withAgent(before);
		await receiver.publish('init');
		expect(await webhookOf(agentId)).toEqual(before);
	});

	test('goes on where Retell is down, says so in the log, and asks once', async () => {
		await withAgent();
		sandbox.faults.add({ kind: 'status', status: 503 });
		const { length } = sandbox.requests;
		await receiver.publish('init');
		expect(sandbox.requests).toHaveLength(length + 1);
	});

	test('goes on where the newest version is published', async () => {
		const agentId = await withAgent();
		await retell.chatAgent.publish(agentId, { version: 0 });
		await receiver.publish('init');
		expect(await webhookOf(agentId)).toEqual(NONE);
	});
});

describe('"Set Up Webhook"', () => {
	const startWith = async (setUpWebhook: string, agentId: string) =>
		await startFor(agentId, [], {
			parameters: { events: ['chatEnded'], registerWithAgent: locator(agentId), setUpWebhook },
		});

	test('manually: Retell is asked nothing, even if an agent was selected before', async () => {
		const agentId = await withAgent();
		await receiver.close();
		await startWith('manually', agentId);
		const { length } = sandbox.requests;
		await receiver.publish();
		await receiver.listen();
		await receiver.stopListening();
		await receiver.unpublish();
		expect(sandbox.requests).toHaveLength(length);
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

test('an agent that is gone does not keep anyone from unpublishing', async () => {
	const agentId = await withAgent();
	await receiver.publish();
	await retell.chatAgent.delete(agentId);
	await receiver.unpublish();
	expect(sandbox.requests.at(-1)?.method).toBe('GET');
});

test('an agent that does not exist stops the publishing', async () => {
	await startFor('agent_nowhere', ['chatEnded']);
	await expect(receiver.publish()).rejects.toThrow(/^The agent "agent_nowhere" wasn't found\. .+/);
});

test('a wrong event stops the publishing before anything is changed', async () => {
	const agentId = await withAgent({}, ['chatExploded']);
	const before = writes();
	await expect(receiver.publish()).rejects.toThrow('"Trigger On" has no option chatExploded');
	expect(writes()).toBe(before);
	expect(await webhookOf(agentId)).toEqual(NONE);
});

test.each(['..', '.', '\ud800'])('what is no ID stops the publishing before anything is asked for: %j', async (id) => {
	await startFor(id, ['chatEnded']);
	await expect(receiver.publish()).rejects.toThrow('"Register With Agent" must be an ID');
	expect(sandbox.requests).toEqual([]);
});
