import { setTimeout as sleep } from 'node:timers/promises';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { endAChat } from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { draftAgent, listener, NO_WEBHOOK, starts, webhookOf } from './workflow.ts';

const CHANGE = { method: 'PATCH', path: '/update-chat-agent', times: 1 };

/** When n8n is killed, seen from the moment in which Retell has changed the agent. */
const MOMENTS = [
	{ moment: 'before n8n hears of it', after: null },
	{ moment: 'as n8n hears of it', after: 0 },
	{ moment: '40 ms later', after: 40 },
	{ moment: '300 ms later', after: 300 },
];

export function killTests(stage: Stage): void {
	describe('n8n is killed when Retell has changed the agent,', () => {
		/** Publishes, and kills n8n so many ms after the agent was changed; null: before the answer leaves. */
		async function publishAndKill(publish: () => Promise<void>, after: number | null): Promise<void> {
			const changed = Promise.withResolvers<void>();
			const change = (answer: unknown) => {
				// The signal goes out at once.
				if (after === null) void stage.n8n.kill();
				changed.resolve();
				return answer;
			};
			stage.sandbox.faults.add({ kind: 'rewrite', change, ...CHANGE });
			const publishing = publish().catch(() => undefined);
			await changed.promise;
			await sleep(after ?? 0);
			await stage.n8n.kill();
			await publishing;
		}

		test.each(MOMENTS)(
			'$moment: started again, it goes on, and unpublishing gives the webhook back',
			async ({ after }) => {
				const { client, sandbox } = stage;
				const before = { webhook_url: null, webhook_events: ['chat_started' as const, 'chat_analyzed' as const] };
				const agent_id = draftAgent(stage, before);
				const hears = await listener(stage, { registerWithAgent: locator(agent_id) });
				await publishAndKill(() => client.publish(hears.workflow), after);
				const taken = webhookOf(stage, agent_id);
				expect(taken.webhook_url).toContain(hears.url);

				await stage.start();
				// n8n finishes by itself what was asked of it.
				const tell = async () => {
					const chat_id = await endAChat(sandbox, { agent_id });
					await sandbox.webhooks.idle();
					return sandbox.webhooks.deliveries.some((each) => each.chat_id === chat_id && each.status === 200);
				};
				await until('n8n to take webhooks', tell, { every: 1_000 });
				await until('the workflow to start', async () => (await starts(stage, hears)).length > 0);
				expect(webhookOf(stage, agent_id)).toEqual(taken);

				await client.unpublish(hears.workflow);
				expect(webhookOf(stage, agent_id)).toEqual(before);
			},
			START_TIMEOUT,
		);

		test(
			'and stays away: unpublished by whoever starts it, the webhook is given back',
			async () => {
				const { client } = stage;
				const before = { webhook_url: null, webhook_events: ['chat_started' as const] };
				const agent_id = draftAgent(stage, before);
				const hears = await listener(stage, { registerWithAgent: locator(agent_id) });
				await publishAndKill(() => client.publish(hears.workflow), null);
				await stage.start();
				await client.unpublish(hears.workflow);
				expect(webhookOf(stage, agent_id)).toEqual(before);
			},
			START_TIMEOUT,
		);
	});
}

/** n8n is killed before Retell hears of the webhook. n8n 1 asks its triggers again when it starts; n8n 2 does not. */
export function killBeforeTests(
	stage: Stage,
	{ mends }: { mends: 'when it starts' | 'when it is published again' },
): void {
	test(
		`n8n is killed before Retell hears of the webhook: set ${mends}`,
		async () => {
			const { client, sandbox } = stage;
			const agent_id = draftAgent(stage);
			const hears = await listener(stage, { registerWithAgent: locator(agent_id) });
			const asked = Promise.withResolvers<void>();
			const when = () => {
				void stage.n8n.kill();
				asked.resolve();
				return true;
			};
			sandbox.faults.add({ kind: 'dropBefore', when, ...CHANGE });
			const publishing = client.publish(hears.workflow).catch(() => undefined);
			await asked.promise;
			await stage.n8n.kill();
			await publishing;
			expect(webhookOf(stage, agent_id)).toEqual(NO_WEBHOOK);

			await stage.start();
			if (mends === 'when it is published again') {
				await client.unpublish(hears.workflow);
				await client.publish(hears.workflow);
			}
			await until('the agent to have the webhook', () => webhookOf(stage, agent_id).webhook_url === hears.url);
			await client.unpublish(hears.workflow);
			expect(webhookOf(stage, agent_id)).toEqual(NO_WEBHOOK);
		},
		START_TIMEOUT,
	);
}
