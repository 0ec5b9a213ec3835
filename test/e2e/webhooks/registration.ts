import type { Stage } from '../support/stage.ts';
import { endAChat } from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { changes, draftAgent, listener, NO_WEBHOOK, starts, webhookOf, withoutOwner } from './workflow.ts';

export function registrationTests(stage: Stage): void {
	describe('with Register With Agent,', () => {
		const registering = (agentId: string, parameters = {}) =>
			listener(stage, { registerWithAgent: locator(agentId), ...parameters });

		/** Of each version, whether it is published, and its webhook. */
		const versionsOf = (agentId: string) =>
			stage.sandbox.store
				.agent(agentId)
				?.versions.map(({ is_published, webhook_url: url }) => [is_published, url ? withoutOwner(url) : null]);

		test('publishing sets the webhook, chats start the workflow, and unpublishing removes it', async () => {
			const { client, sandbox } = stage;
			const agent_id = draftAgent(stage);
			const hears = await registering(agent_id);
			await client.publish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual({ ...NO_WEBHOOK, webhook_url: hears.url });

			const first = await endAChat(sandbox, { agent_id });
			await until('the workflow to start', async () => (await starts(stage, hears)).length > 0);
			expect(await starts(stage, hears)).toEqual([first]);

			// Nobody has to be asked again when n8n only starts anew: it hears of the next chat all the same.
			const before = changes(stage);
			await stage.restart('stop');
			const next = await endAChat(sandbox, { agent_id });
			await until('the workflow to start again', async () => (await starts(stage, hears)).length > 1);
			expect(await starts(stage, hears)).toEqual([first, next]);
			expect(changes(stage)).toBe(before);
			await client.unpublish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual(NO_WEBHOOK);
		});

		test('the events that the agent had are given back, and others are added meanwhile', async () => {
			const before = { webhook_url: null, webhook_events: ['chat_started' as const] };
			const agent_id = draftAgent(stage, before);
			const hears = await registering(agent_id);
			await stage.client.publish(hears.workflow);
			expect(webhookOf(stage, agent_id).webhook_events).toEqual(['chat_started', 'chat_ended']);
			await stage.client.unpublish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual(before);
		});

		test('unpublishing takes it from a new draft, where the version that has it was published', async () => {
			const agent_id = draftAgent(stage);
			const hears = await registering(agent_id);
			await stage.client.publish(hears.workflow);
			const [version] = stage.sandbox.store.agent(agent_id)?.versions ?? [];
			Object.assign(version ?? {}, { is_published: true });
			await stage.client.unpublish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual(NO_WEBHOOK);
			expect(versionsOf(agent_id)).toEqual([
				[true, hears.url],
				[false, null],
			]);
		});

		test.each([false, true])(
			'a draft is made of a version that is live, published with it: %s',
			async (publishAgent) => {
				const { client } = stage;
				const agent_id = draftAgent(stage, { versions: [{ is_published: true }] });
				const versions = () => versionsOf(agent_id);
				const hears = await registering(agent_id, { publishAgent });
				await client.publish(hears.workflow);
				expect(versions()).toEqual([
					[true, null],
					[publishAgent, hears.url],
				]);
				// n8n publishes it anew, with nothing changed.
				await client.publish(hears.workflow);
				expect(versions()).toHaveLength(2);
				await client.unpublish(hears.workflow);
				expect(versions()?.at(-1)).toEqual([false, null]);
				expect(versions()).toHaveLength(publishAgent ? 3 : 2);
			},
		);

		test("somebody else's webhook is never changed, and publishing says so", async () => {
			const before = { webhook_url: 'https://crm.example/hooks?a=1', webhook_events: ['chat_ended' as const] };
			const agent_id = draftAgent(stage, before);
			const hears = await registering(agent_id);
			await expect(stage.client.publish(hears.workflow)).rejects.toThrow(
				'The agent "Front desk" already sends its webhooks to crm.example',
			);
			await stage.client.unpublish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual(before);
			expect(changes(stage)).toBe(0);
		});

		test('what somebody has put in its place meanwhile stays', async () => {
			const agent_id = draftAgent(stage);
			const hears = await registering(agent_id);
			await stage.client.publish(hears.workflow);
			const [version] = stage.sandbox.store.agent(agent_id)?.versions ?? [];
			Object.assign(version ?? {}, { webhook_url: 'https://crm.example/hooks' });
			const asked = () => stage.sandbox.requests.filter(({ path }) => path === `/get-chat-agent/${agent_id}`).length;
			const [askedBefore, changesBefore] = [asked(), changes(stage)];
			await stage.client.unpublish(hears.workflow);
			expect(asked()).toBeGreaterThan(askedBefore);
			expect(webhookOf(stage, agent_id)).toMatchObject({ webhook_url: 'https://crm.example/hooks' });
			expect(changes(stage)).toBe(changesBefore);
		});
	});
}
