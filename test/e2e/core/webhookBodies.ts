import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { Stage } from '../support/stage.ts';
import { endAChat, onlyExecution } from '../support/trigger.ts';
import { listener, starts, type Listener } from '../webhooks/workflow.ts';

/** What n8n makes of bodies before the webhook trigger sees them: it goes by their content type. */
export function webhookBodyTests(stage: Stage): void {
	describe('what Retell signed', () => {
		let hears: Listener;
		beforeEach(async () => {
			stage.sandbox.reset();
			hears = await listener(stage);
			await stage.publish(hears.workflow);
		});

		test('is read whatever its content type says', async () => {
			const { quirks, webhooks } = stage.sandbox;
			const chats: string[] = [];
			for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', null]) {
				quirks.contentType = type;
				const metadata = { note: 'a=b&c=%20+Å' };
				const chat_id = await endAChat(stage.sandbox, { agent_id: DEMO_AGENTS.support, metadata });
				const [delivery] = await webhooks.deliver(webhooks.eventOf('chat_ended', chat_id, hears.url));
				expect([type, delivery?.status]).toEqual([type, 200]);
				chats.push(chat_id);
			}
			expect(await starts(stage, hears)).toEqual(chats);
		});

		test('starts nothing where it is nothing at all, as from the test button', async () => {
			const [delivery] = await stage.sandbox.webhooks.test(hears.url);
			expect(delivery).toMatchObject({ body: '', status: 200 });
			expect(await stage.client.executions(hears.workflow)).toEqual([]);
		});
	});

	test('a wrong parameter of the webhook trigger fails one execution, and Retell need not send the event again', async () => {
		stage.sandbox.reset();
		const { webhooks } = stage.sandbox;
		const hears = await listener(stage, { events: ['chatExploded'] });
		await stage.publish(hears.workflow);
		const chat_id = await endAChat(stage.sandbox, { agent_id: DEMO_AGENTS.support });
		const [delivery] = await webhooks.deliver(webhooks.eventOf('chat_ended', chat_id, hears.url));
		expect(delivery).toMatchObject({ status: 200, answer: '{}' });
		const { status, errors } = await onlyExecution(stage, hears.workflow);
		expect(status).toBe('error');
		expect([...errors.values()].join()).toContain('"Trigger On" has no option chatExploded');
	});
}
