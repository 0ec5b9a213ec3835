// Each trigger from its publishing to its end: what it asks of Retell, what it starts, and what is stored.
import type { INodeParameters } from 'n8n-workflow';

import { credentialFor, locator } from '../../test/nodes/fixtures.ts';
import { stoppedTime } from '../../test/host/time.ts';
import { AGENT, useTriggerWorld } from '../../test/trigger/world.ts';
import { startReceiver, type ReceiverOptions } from '../../test/host/receiver.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { MINUTE } from '../times.ts';
import { itemsOf, wireOf, write } from './normalised.ts';

describe('the polling trigger', () => {
	const world = useTriggerWorld();

	test.each<[string, INodeParameters]>([
		['chatEnded', {}],
		['chatEnded raw', { simplify: false }],
		['chatAnalyzed', { event: 'chatAnalyzed' }],
		['with transcripts', { options: { includeTranscript: true } }],
		['with errored chats', { options: { includeErrored: true } }],
		['of an agent, at most two', { agentIds: [AGENT], options: { maxChatsPerPoll: 2 } }],
		['from the past', { options: { startFromHours: 2 } }],
		[
			'filtered',
			{
				filters: {
					minDurationSeconds: 30,
					customAttributes: { conditions: [{ key: 'a', comparison: 'equals', value: '1' }] },
				},
			},
		],
	])('%s', async (name, parameters) => {
		const { store } = world.sandbox;
		const polls: unknown[] = [];
		const note = (outcome: { items: Parameters<typeof itemsOf>[0]; error?: Error }) =>
			polls.push({ requests: wireOf(world.requests()), items: itemsOf(outcome.items), error: outcome.error?.message });
		world.endChat();
		const trigger = await world.publish({ parameters });
		note(trigger.first);
		for (let round = 0; round < 6; round++) {
			for (let chat = 0; chat < round; chat++) world.endChat({ custom_attributes: { a: chat % 2 } });
			const other = world.endChat({ agent_id: 'agent_other', chat_status: round % 2 ? 'error' : 'ended' });
			if (round > 2) store.editChat(other, { chat_analysis: { chat_summary: 'Short', user_sentiment: 'Positive' } });
			if (round === 4) world.sandbox.faults.add({ kind: 'status', status: 503, times: 2 });
			for (const outcome of await world.poll(trigger)) note(outcome);
		}
		for (const outcome of await world.poll(trigger, { every: 20 * MINUTE, times: 3 })) note(outcome);
		write(`poll ${name}`, { parameters, polls, stored: trigger.stored() });
	});
});

describe('the webhook triggers', () => {
	let sandbox: Sandbox;
	let time: ReturnType<typeof stoppedTime>;
	beforeAll(async () => {
		sandbox = await startSandbox({ seed: 'empty', webhooks: { retryDelaysMs: [0] } });
	});
	beforeEach(() => {
		time = stoppedTime();
		sandbox.reset();
		sandbox.store.addAgent({ agent_id: AGENT, versions: [{}] });
		sandbox.store.addPhoneNumber({
			phone_number: '+14155550142',
			inbound_sms_agents: [{ agent_id: AGENT, weight: 1 }],
		});
	});
	afterEach(() => time.restore());
	afterAll(() => sandbox.close());

	/** Publishes, lets something happen, unpublishes. */
	async function live(name: string, options: Omit<ReceiverOptions, 'credential'>, happen: () => Promise<unknown>) {
		const receiver = await startReceiver({ credential: credentialFor(sandbox), workflowId: name, ...options });
		await receiver.publish();
		const outcome = await happen();
		await sandbox.webhooks.idle();
		await receiver.settled();
		await receiver.unpublish();
		const { started, statuses, thrown, executions } = receiver;
		const answers = sandbox.webhooks.deliveries.map(({ status, answer }) => ({ status, answer }));
		const requests = wireOf(sandbox.requests);
		write(name, { requests, started: itemsOf(started), statuses, thrown, executions, answers, outcome });
		await receiver.close();
	}

	test.each([true, false])('events, simplified: %s', async (simplify) => {
		const events = ['chatAnalyzed', 'chatEnded', 'chatStarted'];
		const parameters = { events, agentIds: [], simplify, registerWithAgent: locator(AGENT) };
		await live(`webhook ${simplify ? 'simplified' : 'raw'}`, { parameters }, async () => {
			const { chat_id } = sandbox.store.startChat({ agent_id: AGENT });
			sandbox.store.say(chat_id, 'Hello');
			sandbox.store.endChat(chat_id);
			await sandbox.webhooks.idle();
		});
	});

	test.each<[string, INodeParameters]>([
		['rejects', { responseMode: 'onReceived', reject: true }],
		['answers', { responseMode: 'onReceived', additionalFields: { agentId: locator(AGENT) } }],
	])('a text: %s', async (name, parameters) => {
		const registerWithNumber = locator('+14155550142', 'number');
		const options = { trigger: 'retellInboundSmsTrigger' as const, parameters: { ...parameters, registerWithNumber } };
		await live(`text ${name}`, options, async () => {
			const { outcome } = await sandbox.receiveSms({ from: '+14155550199', to: '+14155550142', text: 'Hello' });
			return outcome;
		});
	});
});
