import axios from 'axios';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { until } from '../../../tools/n8n/until.ts';
import { chain, locator, node } from '../../../tools/n8n/workflows.ts';
import { draftAgent, listener, smsTrigger, webhookOf } from './workflow.ts';

const NUMBER = '+14155550142';

/** A trigger that registers itself with Retell, and what Retell has of it. */
interface Registered {
	workflow: SavedWorkflow;
	trigger: string;
	/** The path of its URLs behind `/webhook/` and `/webhook-test/`. */
	path: string;
	address: () => string | null;
	/** How the log names what it is registered with. */
	named: string;
	refusal: string;
}

/** How long n8n listens, and some more. */
const LISTENING = { within: 150_000, every: 500 };

interface Line {
	/** n8n's environment: what is set here holds from the next start on. */
	env: Record<string, string>;
	/** n8n 1 asks its triggers again when it starts; n8n 2 does not. */
	moves: 'when it starts' | 'when it is published again';
}

export function staysTests(stage: Stage, { env, moves }: Line): void {
	describe('a published webhook stays where it is', () => {
		async function withAgent(): Promise<Registered> {
			const agentId = draftAgent(stage);
			const { workflow, url } = await listener(stage, { registerWithAgent: locator(agentId) });
			return {
				workflow,
				trigger: 'Retell calls',
				path: url.split('/webhook/')[1] ?? '',
				address: () => webhookOf(stage, agentId).webhook_url,
				named: `the agent "${agentId}"`,
				refusal: 'The published workflow receives the webhooks of the agent',
			};
		}
		async function withNumber(): Promise<Registered> {
			const { store } = stage.sandbox;
			store.addAgent({ agent_id: 'agent_own' });
			store.addPhoneNumber({ phone_number: NUMBER, inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1 }] });
			const trigger = smsTrigger(NUMBER, { responseMode: 'onReceived' });
			const { webhookId } = trigger;
			return {
				workflow: await stage.save(chain(`Texts ${webhookId}`, trigger, node('Go on', 'n8n-nodes-base.noOp', {}))),
				trigger: trigger.name,
				path: `${webhookId}/webhook`,
				address: () => store.phoneNumber(NUMBER)?.inbound_sms_webhook_url ?? null,
				named: `the number ${NUMBER}`,
				refusal: 'The published workflow answers the text messages to',
			};
		}

		const production = ({ path }: Registered) => `${stage.n8n.url}/webhook/${path}`;
		const testing = ({ path }: Registered) => `${stage.n8n.url}/webhook-test/${path}`;
		/** n8n has forgotten the test webhook when it has been given back. */
		const listensNoMore = async (each: Registered, waiting = {}) => {
			const answer = () => axios.post(testing(each), {}, { proxy: false, validateStatus: null });
			// n8n may cut off a request that meets the end of its listening.
			const isOver = () =>
				answer().then(
					({ status }) => status === 404,
					() => false,
				);
			await until('n8n to listen no more', isOver, waiting);
		};
		const expectProduction = (all: Registered[]) => {
			for (const each of all) expect(each.address()).toContain(production(each));
		};

		test(
			'while people listen, stop, let it time out, publish meanwhile, and n8n starts again',
			async () => {
				const { client } = stage;
				const all = [await withAgent(), await withNumber()];
				// n8n sets up one test webhook at a time.
				const forAll = async (work: (each: Registered) => Promise<unknown>) => {
					for (const each of all) await work(each);
				};
				const publishWhileListening = async (each: Registered) => {
					await client.listen(each.workflow, each.trigger);
					expect(each.address()).toContain(testing(each));
					await client.publish(each.workflow);
				};

				await forAll(({ workflow }) => client.publish(workflow));
				expectProduction(all);
				await forAll(async (each) => {
					await expect(client.listen(each.workflow, each.trigger)).rejects.toThrow(each.refusal);
					await client.stopListening(each.workflow);
					await listensNoMore(each);
				});
				expectProduction(all);

				await forAll(({ workflow }) => client.unpublish(workflow));
				expect(all.map(({ address }) => address())).toEqual([null, null]);
				await forAll(publishWhileListening);
				expectProduction(all);
				await forAll(async (each) => {
					await client.stopListening(each.workflow);
					await listensNoMore(each);
				});
				expectProduction(all);

				await forAll(({ workflow }) => client.unpublish(workflow));
				await forAll(publishWhileListening);
				await forAll((each) => listensNoMore(each, LISTENING));
				expectProduction(all);

				// While it starts, n8n 1 asks for one after the other again. Unpublished before, one would be taken once more.
				const { sandbox } = stage;
				const before = sandbox.requests.length;
				sandbox.faults.add({ kind: 'latency', ms: 1_000 });
				await stage.restart('kill');
				sandbox.faults.clear();
				const asked = sandbox.requests.slice(before).map(({ path }) => path.split('/')[1]);
				expect(asked).toEqual(moves === 'when it starts' ? ['get-chat-agent', 'get-phone-number'] : []);
				expectProduction(all);
				await forAll(({ workflow }) => client.unpublish(workflow));
				expect(all.map(({ address }) => address())).toEqual([null, null]);
			},
			2 * START_TIMEOUT,
		);

		test('what Retell does not let n8n remove is named in the log, and taken again by the next publishing', async () => {
			const { client, sandbox } = stage;
			const all = [await withAgent(), await withNumber()];
			for (const { workflow } of all) await client.publish(workflow);
			sandbox.faults.add({ kind: 'status', status: 401, body: { message: 'Invalid API key' } });
			for (const { workflow } of all) await client.unpublish(workflow);
			expectProduction(all);
			for (const each of all) {
				const line = `${each.trigger}: the webhook of ${each.named} was not removed from Retell, and may still be ${production(each)}. `;
				expect(stage.n8n.log()).toContain(line);
			}
			sandbox.faults.clear();
			for (const { workflow } of all) await client.publish(workflow);
			for (const { workflow } of all) await client.unpublish(workflow);
			expect(all.map(({ address }) => address())).toEqual([null, null]);
		});

		test(
			`an earlier WEBHOOK_URL is replaced ${moves}, and the log says so`,
			async () => {
				const { client } = stage;
				const all = [await withAgent(), await withNumber()];
				for (const { workflow } of all) await client.publish(workflow);
				const moved = stage.n8n.url.replace('127.0.0.1', 'localhost');
				env['WEBHOOK_URL'] = `${moved}/`;
				try {
					await stage.restart('stop');
					if (moves === 'when it is published again') {
						for (const { workflow } of all) await client.unpublish(workflow);
						for (const { workflow } of all) await client.publish(workflow);
					}
					for (const each of all) {
						const now = `${moved}/webhook/${each.path}`;
						await until('Retell to know the new address', () => each.address()?.startsWith(now));
						const line = `was ${production(each)}, an earlier URL of this trigger. Now it is ${now}.`;
						await until('the log to say so', () => stage.n8n.log().includes(line));
					}
					for (const { workflow } of all) await client.unpublish(workflow);
					expect(all.map(({ address }) => address())).toEqual([null, null]);
				} finally {
					delete env['WEBHOOK_URL'];
					await stage.restart('stop');
				}
			},
			START_TIMEOUT,
		);
	});
}
