import type { WorkflowFile } from '../../../tools/n8n/index.ts';
import { until } from '../../../tools/n8n/until.ts';
import { chain, locator, node } from '../../../tools/n8n/workflows.ts';
import type { Stage } from '../support/stage.ts';
import { endAChat } from '../support/trigger.ts';
import { draftAgent, listensNoMore, starts, webhookOf, webhookTrigger } from './workflow.ts';

const WEBHOOK_ID = '3f1c7a52-6f0e-4f6b-9f55-0d6f9b2a8c11';

/** A workflow with a fixed webhook ID, as an exported file has it. */
function exported(name: string, agentId: string, triggerName = 'Retell calls'): WorkflowFile {
	const ids = { id: WEBHOOK_ID, webhookId: WEBHOOK_ID };
	const trigger = webhookTrigger({ registerWithAgent: locator(agentId) }, { name: triggerName, ...ids });
	return chain(name, trigger, node('Go on', 'n8n-nodes-base.noOp', {}));
}

export function copyTests(stage: Stage): void {
	const url = () => `${stage.n8n.url}/webhook/${WEBHOOK_ID}/webhook`;

	test('a workflow keeps the webhook of its agent, whatever happens to a copy with the same webhook ID', async () => {
		const { client } = stage;
		const agentId = draftAgent(stage);
		const original = await stage.save(exported('The original', agentId));
		await stage.publish(original);
		const registered = webhookOf(stage, agentId);
		expect(registered.webhook_url).toBe(url());

		const copy = await stage.save(exported('The copy', agentId));
		// n8n has the URL for one published workflow only.
		await stage.publish(copy).catch(() => undefined);
		expect(webhookOf(stage, agentId)).toEqual(registered);
		await client.listen(copy, 'Retell calls').catch(() => undefined);
		await client.stopListening(copy).catch(() => undefined);
		await listensNoMore(url().replace('/webhook/', '/webhook-test/'));
		expect(webhookOf(stage, agentId)).toEqual(registered);
		await client.unpublish(copy).catch(() => undefined);
		expect(webhookOf(stage, agentId)).toEqual(registered);

		const chatId = await endAChat(stage.sandbox, { agent_id: agentId });
		const hears = { workflow: original, url: url() };
		await until('the original to start', async () => (await starts(stage, hears)).length > 0);
		expect(await starts(stage, hears)).toEqual([chatId]);
	});

	test('published three times and renamed, a trigger has one URL, and the agent one new draft', async () => {
		const agentId = draftAgent(stage, { versions: [{ is_published: true }] });
		const name = 'Renamed';
		for (const triggerName of ['Retell calls', 'Retell calls', 'A chat has ended', 'A chat has ended']) {
			const saved = await stage.save(exported(name, agentId, triggerName));
			await stage.publish(saved);
			expect(webhookOf(stage, agentId).webhook_url).toBe(url());
		}
		const drafts = stage.sandbox.store.agent(agentId)?.versions.filter(({ is_published: isLive }) => !isLive);
		expect(drafts).toHaveLength(1);
	});
}
