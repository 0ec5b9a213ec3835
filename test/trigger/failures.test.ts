// What goes wrong, when a person hears of it, and that nothing is lost by it.
import type { Fault } from '../../tools/sandbox/index.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { KEY_REFUSED } from '../said.ts';
import { errorsOf, idsOf, refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;

const PASSING: Array<[string, Fault]> = [
	['503', refusing(503)],
	['429', refusing(429)],
	['408', refusing(408)],
	['dropped connection', { kind: 'dropBefore' }],
	['lost answer', { kind: 'dropAfter' }],
	['half an answer', { kind: 'truncate' }],
	['page of a proxy', { kind: 'garbage', body: '<h1>Welcome</h1>' }],
	['answer without items', { kind: 'rewrite', change: () => ({ has_more: false }) }],
	['page that promises more without a key', { kind: 'rewrite', change: () => ({ items: [], has_more: true }) }],
];

test('a wrong key at publishing: a person is told', async () => {
	const { sandbox } = world;
	sandbox.keys.clear();
	await expect(publish()).rejects.toMatchObject({
		// n8n shows nothing else to whoever publishes.
		message: expect.stringMatching(new RegExp(`^${KEY_REFUSED}\\. Open the credential and paste `)) as string,
		httpCode: '401',
		failure: { cause: 'credential-invalid' },
	});
});

test.each([
	[402, 'credential-invalid'],
	[403, 'credential-invalid'],
	[400, 'configuration-invalid'],
])('a %i at publishing: a person is told', async (status, cause) => {
	world.sandbox.faults.add(refusing(status));
	await expect(publish()).rejects.toMatchObject({ httpCode: `${status}`, failure: { cause } });
});

test.each(PASSING)('%s at publishing: it goes through, and what ends meanwhile is delivered', async (_name, fault) => {
	const { time, sandbox } = world;
	endChat();
	time.pass(10 * MINUTE);
	const broken = sandbox.faults.add(fault);
	const trigger = await publish();
	expect(requests().length).toBeLessThanOrEqual(3);
	time.pass(1_000);
	const chats = [endChat()];
	expect(errorsOf(await poll(trigger))).toEqual([]);
	time.pass(1_000);
	chats.push(endChat());
	broken.remove();
	const outcomes = await poll(trigger, { times: 4 });
	expect(idsOf(outcomes)).toEqual(chats);
	expect(errorsOf(outcomes)).toEqual([]);
});

test.each(PASSING)('%s after publishing: quiet, and nothing is lost', async (_name, fault) => {
	const { sandbox } = world;
	const trigger = await publish();
	const chats = [endChat()];
	expect(idsOf(await poll(trigger))).toEqual(chats);
	const broken = sandbox.faults.add(fault);
	const held = trigger.held();
	const later = [endChat()];
	const outcomes = await poll(trigger, { times: 3 });
	expect(idsOf(outcomes)).toEqual([]);
	expect(errorsOf(outcomes)).toEqual([]);
	expect(trigger.held()).toEqual(held);
	broken.remove();
	later.push(endChat());
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual(later);
});

test('a fault that passes within the poll is not noticed', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	sandbox.faults.add(refusing(503, { times: 2 }));
	const id = endChat();
	requests();
	expect(idsOf(await poll(trigger))).toEqual([id]);
	expect(requests().map(({ status }) => status)).toEqual([503, 503, 200]);
});

test('503 for two hours: failed executions at the 4th, 8th, 16th, 32nd and 64th poll, then everything once', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	const broken = sandbox.faults.add(refusing(503));
	const chats: string[] = [];
	const failed: number[] = [];
	for (let number = 1; number <= 120; number++) {
		if (number % 10 === 0) chats.push(endChat());
		const [outcome] = await poll(trigger);
		if (outcome?.error) {
			failed.push(number);
			expect(outcome.error.failure).toEqual({ cause: 'temporarily-unavailable' });
		}
	}
	expect(failed).toEqual([4, 8, 16, 32, 64]);
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 5 }))).toEqual(chats);
	sandbox.faults.add(refusing(503));
	const again = await poll(trigger, { times: 4 });
	expect(again.map(({ error }) => error !== undefined)).toEqual([false, false, false, true]);
});

test('a rate limit tells n8n how long to wait', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	requests();
	sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '600' } });
	const outcomes = await poll(trigger, { times: 4 });
	// The limit was met by the first of the four polls; the others asked for nothing, and say what is left.
	expect(outcomes.at(-1)?.error?.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 600_000 - 3 * MINUTE });
	expect(requests()).toHaveLength(1);
});

test('a revoked key: told at every poll, and delivery goes on where it stopped once the key is right', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	const before = endChat();
	expect(idsOf(await poll(trigger))).toEqual([before]);
	sandbox.keys.clear();
	const chats = [endChat()];
	requests();
	const failed = await poll(trigger, { times: 30 });
	expect(failed.map(({ error }) => error?.httpCode)).toEqual(Array.from({ length: 30 }, () => '401'));
	expect(requests()).toHaveLength(30);
	chats.push(endChat());
	sandbox.keys.add(sandbox.apiKey);
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual(chats);
});

test('a failed publication counts for nothing: the next one begins when it is made', async () => {
	const { sandbox, time } = world;
	const workflowId = 'published-twice';
	sandbox.keys.clear();
	await expect(publish({ workflowId })).rejects.toThrow('API key');
	time.pass(HOUR);
	endChat();
	time.pass(HOUR);
	sandbox.keys.add(sandbox.apiKey);
	const trigger = await publish({ workflowId });
	const id = endChat();
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([id]);
});

test('an outage does not block publishing, however often it is tried', async () => {
	const { sandbox } = world;
	const broken = sandbox.faults.add(refusing(503));
	const workflowId = 'published-often';
	for (let attempt = 0; attempt < 8; attempt++) await publish({ workflowId });
	const trigger = await publish({ workflowId });
	const id = endChat();
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([id]);
});

test('a workflow that is changed and published again during an outage stays published, though no poll ever succeeded', async () => {
	const { sandbox } = world;
	sandbox.faults.add(refusing(503));
	const workflowId = 'published-again';
	const trigger = await publish({ workflowId });
	expect(errorsOf(await poll(trigger, { times: 2 }))).toEqual([]);
	await expect(publish({ workflowId, mode: 'update', staticData: trigger.stored() })).resolves.toBeDefined();
});

test('what is only an extra does not keep a trigger from beginning', async () => {
	const { sandbox } = world;
	const asksByStart = ({ rawBody }: { rawBody: string }) =>
		rawBody.includes('"ended"') && rawBody.includes('"start_timestamp"');
	const broken = sandbox.faults.add(refusing(503, { when: asksByStart }));
	const trigger = await publish();
	world.time.pass(1_000);
	const id = endChat();
	requests();
	expect(idsOf(await poll(trigger))).toEqual([id]);
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 5 }))).toEqual([]);
});
