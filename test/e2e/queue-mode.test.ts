// n8n's queue mode: a main instance with the triggers, two workers that run the workflows, PostgreSQL and Redis.
import { setTimeout as pause } from 'node:timers/promises';

import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { startBackend, type Backend } from '../../tools/n8n/queue/backend.ts';
import { startWorker, type Worker } from './queue/workers.ts';
import { welcomePeople } from './support/people.ts';
import { START_TIMEOUT, useStage } from './support/stage.ts';
import { allOver, createRowsTable, deliveredIds, deliveries, endAChat, keepsRows, rowIds } from './support/trigger.ts';
import { until } from '../../tools/n8n/until.ts';
import { chain, locator, retell } from '../../tools/n8n/workflows.ts';
import { smsTrigger } from './webhooks/workflow.ts';

const ANSWERED_WITHIN = 15_000;

let backend: Backend | undefined;
let workers: Worker[] = [];

beforeAll(async () => {
	backend = await startBackend();
}, START_TIMEOUT);

const stage = useStage(N8N_VERSION, {
	env: () => backend?.env ?? {},
	isNew: true,
	otherPlaces: async () => [
		{ name: 'the database', content: (await backend?.dump()) ?? '' },
		{ name: "the workers' logs", content: workers.map(({ log }) => log()).join('\n') },
	],
});

beforeAll(async () => {
	for (let n = 0; n < 2; n += 1) workers.push(await startWorker(N8N_VERSION, backend?.env ?? {}));
}, 2 * START_TIMEOUT);
afterAll(async () => {
	await Promise.all(workers.map(({ remove }) => remove()));
	workers = [];
});
afterAll(() => backend?.close());

/** The executions that the workers have told of, in what they write. */
const ranOnWorkers = () => workers.flatMap(({ executions }) => executions());

test('people keep their chats, whichever worker answers', async () => {
	const { workflow, say, said: saidBy } = await welcomePeople(stage, 'people', {}, ANSWERED_WITHIN);
	const said = ['Hello', 'Where is order 4711?', 'And order 9999?'];
	const people = Array.from({ length: 20 }, (_, n) => `person-${n}`);
	const talk = async (person: string) => {
		const replies: string[] = [];
		for (const text of said) replies.push(String((await say(person, text)).reply));
		return replies;
	};
	const replies = await Promise.all(people.map(talk));
	for (const each of replies) {
		expect(each).toEqual([
			expect.stringContaining('order number'),
			expect.stringContaining('Order 4711 has shipped'),
			expect.stringContaining('cannot find an order 9999'),
		]);
	}

	for (const person of people) expect(saidBy(person)).toEqual([said]);

	const all = await stage.client.executions(workflow);
	expect(all).toHaveLength(people.length * said.length);
	// What the workers write of them comes in by itself.
	const ran = () => workers.map(({ executions }) => executions());
	await until('the workers to tell of each', () => ran().flat().length >= all.length);
	expect(ran().every(({ length }) => length > 0)).toBe(true);
	expect(ran().flat().sort()).toEqual(all.map(({ id }) => id).sort());
});

test.each([0, 3_000])(
	'two workers that know nothing of each other lose no message, and agree on one chat, with lists %i ms late',
	async (listLagMs) => {
		stage.sandbox.quirks.listLagMs = listLagMs;
		const { say, said } = await welcomePeople(stage, `hurry-${listLagMs}`, {}, ANSWERED_WITHIN);
		const people = Array.from({ length: 5 }, (_, n) => `hurry ${n}, ${listLagMs}`);
		const texts = Array.from({ length: 6 }, (_, n) => `message ${n}`);
		await Promise.all(people.flatMap((person) => texts.map((text) => say(person, text))));
		for (const person of people) expect(said(person).flat().sort()).toEqual(texts);
		const spoken = people.map((person) => said(person).filter(({ length }) => length > 0).length);
		expect(Math.max(...spoken)).toBeLessThanOrEqual(listLagMs === 0 ? 1 : workers.length);

		// After that, lists must show all chats.
		await pause(10_000);
		const later = ['one', 'two', 'three', 'four'];
		for (const text of later) await Promise.all(people.map((person) => say(person, text)));
		for (const person of people) {
			expect(said(person).filter((chat) => chat.some((text) => later.includes(text)))).toHaveLength(1);
		}
	},
	60_000,
);

test('the trigger on the main instance delivers, and the workers run what it starts', async () => {
	// The chats that the people before had one too many have ended a moment ago, and lists show it late.
	stage.sandbox.reset();
	const table = await createRowsTable(stage, 'Ended chats');
	const workflow = await stage.save(keepsRows('Keep rows', table));
	await stage.client.publish(workflow);
	const ended: string[] = [];
	for (let round = 1; round <= 3; round += 1) {
		ended.push(await endAChat(stage.sandbox), await endAChat(stage.sandbox));
		await until('the deliveries', async () => (await deliveredIds(stage, workflow)).length >= ended.length, {
			every: 500,
		});
		await allOver(stage, workflow);
	}
	expect((await rowIds(stage, table)).sort()).toEqual(ended.toSorted());
	const started = await deliveries(stage, workflow);
	expect(started.flatMap(({ received }) => received.map(({ chat_id }) => chat_id))).toEqual(ended);
	await until('the workers to tell of each', () => started.every(({ id }) => ranOnWorkers().includes(id)));
});

test('a worker answers Retell about a text that comes in', async () => {
	const ours = '+14155550142';
	const { store } = stage.sandbox;
	const [own, other] = [store.addAgent({}), store.addAgent({})];
	store.addPhoneNumber({ phone_number: ours, inbound_sms_agents: [{ agent_id: own.agent_id, weight: 1 }] });
	const workflow = await stage.save(
		chain(
			'Answer texts',
			smsTrigger(ours, { responseMode: 'responseNode' }),
			retell('Answer the text', {
				resource: 'inboundSms',
				operation: 'answer',
				additionalFields: { agentId: locator(other.agent_id) },
			}),
		),
	);
	await stage.client.publish(workflow);
	const text = { from: '+14155550199', to: ours, text: 'Hello' };
	expect(await stage.sandbox.receiveSms(text)).toMatchObject({
		outcome: 'answered',
		chat: { agent_id: other.agent_id },
	});
	const [execution, ...others] = await stage.client.executions(workflow);
	expect(others).toEqual([]);
	await until('a worker to tell of it', () => ranOnWorkers().includes(execution?.id ?? ''));
});

test(
	'what a worker without the package lost comes back by a copy that starts from an earlier time',
	async () => {
		stage.sandbox.reset();
		const { client } = stage;
		const table = await createRowsTable(stage, 'Chats of a worker without the package');
		const workflow = await stage.save(keepsRows('Without the package', table));
		await Promise.all(workers.splice(0).map(({ remove }) => remove()));
		workers.push(await startWorker(N8N_VERSION, backend?.env ?? {}, { withPackage: false }));
		await client.publish(workflow);
		const chat = await endAChat(stage.sandbox);
		const failed = async () => (await client.executions(workflow)).filter(({ status }) => status === 'error');
		await until('the execution to fail', async () => (await failed()).length > 0);
		await client.unpublish(workflow);
		// n8n names the node, and keeps nothing of what the trigger handed over.
		const [execution] = await failed();
		const stored = await client.executionText(execution?.id ?? '');
		expect(stored).toContain('Unrecognized node type: n8n-nodes-retell-chat.retellChatTrigger');
		expect(stored).not.toContain(chat);

		await Promise.all(workers.splice(0).map(({ remove }) => remove()));
		workers.push(await startWorker(N8N_VERSION, backend?.env ?? {}));
		const copy = keepsRows('A copy, from an hour ago', table);
		Object.assign(copy.nodes[0]?.parameters ?? {}, { options: { startFromHours: 1 } });
		const saved = await stage.save(copy);
		await stage.publish(saved);
		await until('the row', async () => (await rowIds(stage, table)).includes(chat));
	},
	START_TIMEOUT,
);
