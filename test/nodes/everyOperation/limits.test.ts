// Many executions of one process under one limit of Retell: they learn it together.
import { stoppedTime, virtualTime, type VirtualTime } from '../../host/time.ts';
import { activate } from '../../host/poll.ts';
import { until } from '../../../tools/sandbox/holds.ts';
import type { Outcome } from '../../host/run.ts';
import { credentialFor } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

const isRefused = ({ status }: { status: number | null }) => status === 429;
const failuresOf = (outcomes: Outcome[]) => outcomes.flatMap(({ error }) => (error ? [error.message] : []));

function addChats(count: number): Array<{ chat_id: string }> {
	const { store } = world.sandbox;
	return Array.from({ length: count }, (_, n) => ({ chat_id: store.addChat({ chat_id: `chat_${n}` }).chat_id }));
}

describe('of 10 requests a second', () => {
	let time: VirtualTime;
	beforeEach(() => {
		time = virtualTime();
		world.sandbox.reset();
		world.sandbox.rateLimit = { perSecond: 10, retryAfter: 'seconds' };
	});
	afterEach(() => time.restore());

	test('60 executions with a message each: none fails, less than a tenth of the requests is refused', async () => {
		const { sandbox, run } = world;
		const outcomes = await Promise.all(
			addChats(60).map(async (chat) => await run('chat.sendMessage', { input: [{ ...chat, text: 'hello' }], time })),
		);
		expect(failuresOf(outcomes)).toEqual([]);
		const refused = sandbox.requests.filter(isRefused);
		expect(sandbox.requests.length - refused.length).toBe(60);
		expect(refused.length / sandbox.requests.length).toBeLessThan(0.1);
	});

	test('a message does not wait until a long list of others is done', async () => {
		const { sandbox, run } = world;
		const chats = addChats(100);
		const bulk = run('chat.end', {
			input: chats.slice(0, 99),
			time,
			parameters: { options: { parallelRequests: 50 } },
		});
		await until(() => sandbox.requests.some(isRefused));
		const before = sandbox.requests.length;
		const { error } = await run('chat.sendMessage', { input: [{ ...chats[99], text: 'hello' }], time });
		expect(error).toBeUndefined();
		const own = sandbox.requests.findIndex((each) => each.path === '/create-chat-completion' && !isRefused(each));
		expect(own - before).toBeLessThan(10);
		expect((await bulk).error).toBeUndefined();
	});
});

test('a limit that one execution meets holds for the next one, and for a trigger with the same key; not for another key', async () => {
	const { sandbox, run } = world;
	const input = addChats(1);
	const limit = sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '120' } });
	const { error } = await run('chat.get', { input });
	expect(error?.message).toBe('Retell is limiting the requests of this account');
	limit.remove();

	const next = await run('chat.get', { input });
	expect(next.error?.message).toBe('Retell is limiting the requests of this account');
	expect(next.error?.description).toMatch(/^Retell asks to wait 1(20|1\d) seconds\./);
	await publishTrigger();
	expect(sandbox.requests).toHaveLength(1);

	sandbox.keys.add('key_of_another_workspace');
	const other = await run('chat.get', {
		input,
		credential: { ...credentialFor(sandbox), apiKey: 'key_of_another_workspace' },
	});
	expect(other.error).toBeUndefined();
});

/** Publishes a trigger, whose first poll asks Retell where to begin, and waits for no limit that lasts longer than a poll. */
async function publishTrigger() {
	const time = virtualTime();
	time.setHostClock(world.sandbox.requests[0]?.at ?? 0);
	try {
		const { first } = await activate({ credential: credentialFor(world.sandbox), time });
		expect(first.items).toEqual([]);
	} finally {
		time.restore();
	}
}

test('an execution that is cancelled while it waits sends nothing more, and the others go on', async () => {
	const { sandbox, run } = world;
	const time = stoppedTime();
	try {
		sandbox.reset();
		const chats = addChats(3);
		sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '30' }, times: 1 });
		let answered: readonly string[] = [];
		const first = run('chat.get', { input: chats.slice(0, 1), onStart: (execution) => ({ answered } = execution) });
		await until(() => answered.length === 1);
		const crawl = setInterval(() => time.pass(10), 1);
		const stopped = await run('chat.get', {
			input: chats.slice(1, 2),
			onStart: ({ cancel }) => setTimeout(cancel, 100),
		});
		expect(stopped.sent).toHaveLength(0);
		const third = run('chat.get', { input: chats.slice(2) });
		const outcomes = await Promise.all([first, third]);
		clearInterval(crawl);
		expect(failuresOf(outcomes)).toEqual([]);
		expect(sandbox.requests.map(({ path }) => path)).toEqual([
			'/get-chat/chat_0',
			'/get-chat/chat_0',
			'/get-chat/chat_2',
		]);
	} finally {
		time.restore();
	}
});

test('an answer that never comes holds up no other execution', async () => {
	const { sandbox, run } = world;
	const chats = addChats(12);
	sandbox.faults.add({ kind: 'hang', path: '/get-chat/chat_0' });
	const cancels: Array<() => void> = [];
	const hanging = Array.from(
		{ length: 8 },
		async () => await run('chat.get', { input: chats.slice(0, 1), onStart: ({ cancel }) => cancels.push(cancel) }),
	);
	await until(() => sandbox.requests.length === 8);
	const { error, json } = await run('chat.get', { input: chats.slice(1) });
	expect(error).toBeUndefined();
	expect(json).toHaveLength(11);
	for (const cancel of cancels) cancel();
	await Promise.all(hanging);
});
