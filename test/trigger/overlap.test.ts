// Polls of one trigger that overlap: n8n can start one while another is under way.
import { until } from '../../tools/sandbox/holds.ts';
import { MINUTE } from '../../tools/times.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;

/** A gate for answers: closed, it holds back the next one, and those after it pass. */
function gate() {
	let closed: PromiseWithResolvers<void> | undefined;
	let open = () => {};
	return {
		hold: async () => {
			const waiting = closed?.promise;
			closed = undefined;
			await waiting;
		},
		close: () => {
			closed = Promise.withResolvers();
			open = closed.resolve;
		},
		open: () => open(),
		isTaken: () => closed === undefined,
	};
}

test('a second poll while one is under way does nothing', async () => {
	const { time } = world;
	const answers = gate();
	const trigger = await publish({ hold: answers.hold });
	const id = endChat();
	time.pass(MINUTE);
	requests();
	answers.close();
	const slow = trigger.tick();
	await until(answers.isTaken);
	const before = trigger.held();
	time.pass(9 * MINUTE);
	expect(await trigger.tick()).toEqual({ items: [], ids: [], error: undefined });
	expect(requests()).toHaveLength(1);
	expect(trigger.held()).toEqual(before);
	answers.open();
	expect((await slow).ids).toEqual([id]);
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
});

test.each(['an answer', 'a failure'])(
	'a poll of over ten minutes is given up; %s that comes then changes nothing',
	async (late) => {
		const { time, sandbox } = world;
		const answers = gate();
		const trigger = await publish({ hold: answers.hold });
		const chats = [endChat()];
		time.pass(MINUTE);
		if (late === 'a failure') sandbox.faults.add({ kind: 'status', status: 401, times: 1 });
		answers.close();
		const abandoned = trigger.tick();
		await until(answers.isTaken);
		time.pass(11 * MINUTE);
		chats.push(endChat());
		const next = await trigger.tick();
		expect(next.ids).toEqual(chats);
		const held = trigger.held();
		answers.open();
		expect(await abandoned).toEqual({ items: [], ids: [], error: undefined });
		expect(trigger.held()).toEqual(held);
		chats.push(endChat());
		expect(idsOf(await poll(trigger, { times: 3 }))).toEqual(chats.slice(2));
	},
);

describe('a workflow is saved while a poll is under way:', () => {
	/** A poll that is under way when the workflow is activated anew, and one that only then gets its answer. */
	async function saved(workflowId: string) {
		const { time } = world;
		const answers = gate();
		const trigger = await publish({ workflowId, hold: answers.hold });
		const before = [endChat()];
		expect(idsOf(await poll(trigger))).toEqual(before);
		const chats = [endChat()];
		time.pass(MINUTE);
		answers.close();
		const underWay = trigger.tick();
		await until(answers.isTaken);
		const second = await world.restart(trigger, { workflowId, mode: 'update' });
		answers.open();
		const old = await underWay;
		chats.push(endChat());
		return { old, second, chats };
	}

	test('n8n 1, which takes the result of the old poll: each chat once', async () => {
		const { old, second, chats } = await saved('saved in n8n 1');
		const outcomes = [old, second.first, ...(await poll(second, { times: 40 }))];
		expect(idsOf(outcomes)).toEqual(chats);
		expect(errorsOf(outcomes)).toEqual([]);
	});

	test('n8n 2, which drops it: each chat once', async () => {
		const { second, chats } = await saved('saved in n8n 2');
		expect([...second.first.ids, ...idsOf(await poll(second, { times: 40 }))]).toEqual(chats);
	});

	test('n8n 1, and n8n is restarted after it: what n8n stored knows all that was delivered', async () => {
		const { old, second, chats } = await saved('saved before a restart');
		const third = await world.restart(second);
		const outcomes = [old, second.first, third.first, ...(await poll(third, { times: 40 }))];
		expect(idsOf(outcomes)).toEqual(chats);
	});

	test('and Retell fails: nothing is lost, and nobody is told of a poll that counts no more', async () => {
		const { time, sandbox } = world;
		const answers = gate();
		const workflowId = 'saved in an outage';
		const trigger = await publish({ workflowId, hold: answers.hold });
		await poll(trigger);
		const chats = [endChat()];
		time.pass(MINUTE);
		sandbox.faults.add({ kind: 'status', status: 401, times: 2 });
		answers.close();
		const underWay = trigger.tick();
		await until(answers.isTaken);
		const second = await world.restart(trigger, { workflowId, mode: 'update' });
		answers.open();
		const outcomes = [await underWay, second.first, ...(await poll(second, { times: 3 }))];
		expect(idsOf(outcomes)).toEqual(chats);
		expect(errorsOf(outcomes)).toEqual([]);
	});
});

test('polls of different workflows and of different nodes do not wait for each other', async () => {
	const { time } = world;
	const answers = gate();
	const workflowId = 'two-triggers';
	const slow = await publish({ workflowId, hold: answers.hold });
	const sibling = await publish({ workflowId, nodeName: 'Another trigger' });
	const stranger = await publish();
	const id = endChat();
	time.pass(MINUTE);
	answers.close();
	const waiting = slow.tick();
	await until(answers.isTaken);
	expect(idsOf(await poll(sibling))).toEqual([id]);
	expect(idsOf(await poll(stranger))).toEqual([id]);
	answers.open();
	expect((await waiting).ids).toEqual([id]);
});
