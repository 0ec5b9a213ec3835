import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { draftAgent, listener, listensNoMore, webhookOf } from './workflow.ts';

interface Line {
	/** n8n's environment: what is set here holds from the next start on. */
	env: Record<string, string>;
	/** n8n 1 asks its triggers again when it starts; n8n 2 does not. */
	moves: 'when it starts' | 'when it is published again';
}

export function staysTests(stage: Stage, { env, moves }: Line): void {
	describe('a published webhook stays where it is', () => {
		/** A workflow that registers itself with an agent, and what Retell has of it. */
		async function registering() {
			const agentId = draftAgent(stage);
			const { workflow, url } = await listener(stage, { registerWithAgent: locator(agentId) });
			const testUrl = url.replace('/webhook/', '/webhook-test/');
			return { agentId, workflow, url, testUrl, address: () => webhookOf(stage, agentId).webhook_url };
		}

		test(
			'while people listen, stop, publish meanwhile, and n8n starts again',
			async () => {
				const { client, sandbox } = stage;
				const { workflow, url, testUrl, address } = await registering();
				const stopListening = async () => {
					await client.stopListening(workflow);
					await listensNoMore(testUrl);
				};
				await client.publish(workflow);
				expect(address()).toBe(url);
				await expect(client.listen(workflow, 'Retell calls')).rejects.toThrow(
					'The published workflow receives the webhooks of the agent',
				);
				await stopListening();
				expect(address()).toBe(url);

				await client.unpublish(workflow);
				expect(address()).toBeNull();
				await client.listen(workflow, 'Retell calls');
				expect(address()).toBe(testUrl);
				await client.publish(workflow);
				expect(address()).toBe(url);
				await stopListening();
				expect(address()).toBe(url);

				// While it starts, n8n 1 asks again. Unpublished before that, the webhook would be taken once more.
				const before = sandbox.requests.length;
				sandbox.faults.add({ kind: 'latency', ms: 1_000 });
				await stage.restart('kill');
				sandbox.faults.clear();
				const asked = sandbox.requests.slice(before).map(({ path }) => path.split('/')[1]);
				expect(asked).toEqual(moves === 'when it starts' ? ['get-chat-agent'] : []);
				expect(address()).toBe(url);
				await client.unpublish(workflow);
				expect(address()).toBeNull();
			},
			START_TIMEOUT,
		);

		test('what Retell does not let n8n remove is named in the log, and taken again by the next publishing', async () => {
			const { client, sandbox } = stage;
			const { agentId, workflow, url, address } = await registering();
			await client.publish(workflow);
			sandbox.faults.add({ kind: 'status', status: 401, body: { message: 'Invalid API key' } });
			await client.unpublish(workflow);
			expect(address()).toBe(url);
			expect(stage.n8n.log()).toContain(
				`Retell calls: the webhook of the agent "${agentId}" was not removed from Retell, and may still be ${url}. `,
			);
			sandbox.faults.clear();
			await client.publish(workflow);
			await client.unpublish(workflow);
			expect(address()).toBeNull();
		});

		test(
			`an earlier WEBHOOK_URL is replaced ${moves}, and the log says so`,
			async () => {
				const { client } = stage;
				const { workflow, url, address } = await registering();
				await client.publish(workflow);
				env['WEBHOOK_URL'] = `${stage.n8n.url.replace('127.0.0.1', 'localhost')}/`;
				try {
					await stage.restart('stop');
					if (moves === 'when it is published again') {
						await client.unpublish(workflow);
						await client.publish(workflow);
					}
					const now = url.replace('127.0.0.1', 'localhost');
					await until('Retell to know the new address', () => address() === now);
					const line = `was ${url}, an earlier URL of this trigger. Now it is ${now}.`;
					await until('the log to say so', () => stage.n8n.log().includes(line));
					await client.unpublish(workflow);
					expect(address()).toBeNull();
				} finally {
					delete env['WEBHOOK_URL'];
					await stage.restart('stop');
				}
			},
			START_TIMEOUT,
		);
	});
}
