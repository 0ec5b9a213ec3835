import axios from 'axios';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { SIGNATURE_HEADER } from '../../../tools/sandbox/webhooks/sign.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { endAChat } from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator, retell } from '../../../tools/n8n/workflows.ts';
import { draftAgent, listener, NO_WEBHOOK, starts, webhookOf, type Listener } from './workflow.ts';

/** What the tests know as the event of an ended chat. */
type Event = ReturnType<Stage['sandbox']['webhooks']['eventOf']>;

export function deliveryTests(stage: Stage): void {
	describe('a delivery', () => {
		let hears: Listener;
		beforeEach(async () => {
			hears = await listener(stage);
			await stage.publish(hears.workflow);
		});

		/** A chat that has ended without anybody being told, and the event that tells it. */
		function untold(): Event {
			const { store, webhooks } = stage.sandbox;
			const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support });
			store.say(chat_id, 'Where is order 4711?');
			store.endChat(chat_id);
			return webhooks.eventOf('chat_ended', chat_id, hears.url);
		}
		const deliver = async (event: Event, how?: Parameters<Stage['sandbox']['webhooks']['deliver']>[1]) =>
			(await stage.sandbox.webhooks.deliver(event, how)).map(({ status }) => status);

		test(
			'that comes three times at once starts the workflow once, also after n8n was killed',
			async () => {
				const event = untold();
				expect(await deliver(event, { copies: 3 })).toEqual([200, 200, 200]);
				expect(await starts(stage, hears)).toEqual([event.chat_id]);
				await stage.restart('kill');
				expect(await deliver(event, { copies: 3 })).toEqual([200, 200, 200]);
				const other = untold();
				expect(await deliver(other)).toEqual([200]);
				expect(await starts(stage, hears)).toEqual([event.chat_id, other.chat_id]);
			},
			START_TIMEOUT,
		);

		test('that Retell did not sign gets a 401 and starts nothing', async () => {
			const event = untold();
			const ofOthers = stage.sandbox.webhooks.sign(event.body.replace('ended', 'Ended'));
			expect(await deliver(event, { signature: ofOthers })).toEqual([401]);

			const headers = { 'content-type': 'application/json' };
			const unsigned = await axios.post(hears.url, event.body, { headers, proxy: false, validateStatus: null });
			expect(unsigned.status).toBe(401);
			expect(unsigned.data).toMatchObject({
				message: expect.stringContaining('signature is missing or wrong') as string,
			});

			// n8n keeps no bytes of a form, so that nothing in it can be signed. Not even a failed execution may come of it.
			const form = new FormData();
			form.set('file', new Blob([event.body]), 'event.json');
			const signature = stage.sandbox.webhooks.sign(event.body);
			const posted = await axios.post(hears.url, form, {
				headers: { [SIGNATURE_HEADER]: signature },
				proxy: false,
				validateStatus: null,
			});
			expect(posted.status).toBe(401);
			expect(await stage.client.executions(hears.workflow)).toEqual([]);

			// The one that is signed is not taken for a repetition.
			expect(await deliver(event)).toEqual([200]);
			expect(await starts(stage, hears)).toEqual([event.chat_id]);
		});
	});

	test('a slow workflow does not keep Retell waiting', async () => {
		const { faults, store, webhooks } = stage.sandbox;
		const gate = Promise.withResolvers<void>();
		const slow = faults.add({ kind: 'wait', path: '/get-chat', until: () => gate.promise });
		const get = { resource: 'chat', operation: 'get', chatId: locator('={{ $json.chat_id }}') };
		const hears = await listener(stage, {}, retell('Take your time', get));
		await stage.publish(hears.workflow);
		const chats = [1, 2, 3].map(() => store.addChat({ agent_id: DEMO_AGENTS.support }).chat_id);
		for (const chat of chats) {
			store.endChat(chat);
			const [told] = await webhooks.deliver(webhooks.eventOf('chat_ended', chat, hears.url));
			expect(told?.status).toBe(200);
		}
		// Retell has its answers; no workflow has come to its end.
		await until('all workflows to be at it', () => slow.hits() === chats.length);
		const running = await stage.client.executions(hears.workflow);
		expect(running.map(({ status }) => status)).toEqual(['running', 'running', 'running']);
		gate.resolve();
		expect(await starts(stage, hears)).toEqual(chats);
	});

	test('publishing sets the webhook of an agent, chats start the workflow, and unpublishing removes it', async () => {
		const { client, sandbox } = stage;
		const agent_id = draftAgent(stage);
		const hears = await listener(stage, { registerWithAgent: locator(agent_id) });
		await client.publish(hears.workflow);
		expect(webhookOf(stage, agent_id)).toEqual({ ...NO_WEBHOOK, webhook_url: hears.url });

		const first = await endAChat(sandbox, { agent_id });
		await until('the workflow to start', async () => (await starts(stage, hears)).length > 0);
		expect(await starts(stage, hears)).toEqual([first]);

		// Nobody has to be asked again when n8n only starts anew: it hears of the next chat all the same.
		const changes = () => sandbox.requests.filter(({ path }) => path.startsWith('/update-chat-agent/')).length;
		const before = changes();
		await stage.restart('stop');
		const next = await endAChat(sandbox, { agent_id });
		await until('the workflow to start again', async () => (await starts(stage, hears)).length > 1);
		expect(await starts(stage, hears)).toEqual([first, next]);
		expect(changes()).toBe(before);
		await client.unpublish(hears.workflow);
		expect(webhookOf(stage, agent_id)).toEqual(NO_WEBHOOK);
	});
}
