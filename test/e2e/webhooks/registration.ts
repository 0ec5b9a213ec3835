import type { Stage } from '../support/stage.ts';
import { endAChat } from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { draftAgent, listener, NO_WEBHOOK, starts, webhookOf } from './workflow.ts';

export function registrationTests(stage: Stage): void {
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
