import { until } from '../../tools/sandbox/holds.ts';
import { startSandbox } from '../../tools/sandbox/index.ts';
import type { Sandbox } from '../../tools/sandbox/index.ts';
import { useReceiver } from './receiver.ts';

const receiver = useReceiver();
let sandbox: Sandbox;
const seen = () => receiver().events();

beforeEach(async () => {
	sandbox = await startSandbox({ seed: 'empty', analysisDelayMs: 30, webhooks: { retryDelaysMs: [30] } });
});
afterEach(() => sandbox.close());

/** A chat that has just ended. */
function ended(): void {
	const { agent_id } = sandbox.store.addAgent({ webhook_url: receiver().url });
	sandbox.store.endChat(sandbox.store.startChat({ agent_id }).chat_id);
}

test('a real clock brings events about while nobody looks', async () => {
	ended();
	await until(() => seen().length === 3);
	expect(seen()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed']);
	expect(sandbox.requests).toEqual([]);
});

test('and repeats', async () => {
	receiver().react = () => ({ status: 500 });
	ended();
	await until(() => seen().length === 6);
	const once = ['chat_analyzed', 'chat_ended', 'chat_started'];
	expect(seen().sort()).toEqual([...once, ...once].sort());
});

test('moved on, it brings about at once what is due by then', async () => {
	const { agent_id } = sandbox.store.addAgent({ webhook_url: receiver().url });
	sandbox.store.startChat({ agent_id });
	sandbox.clock.advance(3_600_000);
	await sandbox.webhooks.idle();
	expect(seen().slice(0, 2)).toEqual(['chat_started', 'chat_ended']);
});

test('after a reset it wakes up again', async () => {
	ended();
	sandbox.reset();
	await sandbox.webhooks.idle();
	receiver().received = [];
	ended();
	await until(() => seen().length === 3);
	expect(seen()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed']);
});

test('a script that throws does not stop the clock, and throws for whoever looks', () => {
	const { agent_id } = sandbox.store.addAgent({
		begin_message: null,
		reply: () => {
			throw new Error('broken script');
		},
	});
	const { chat_id } = sandbox.store.startChat({ agent_id, greetAt: sandbox.clock.now() + 1_000 });
	sandbox.clock.advance(2_000);
	expect(() => sandbox.store.getChat(chat_id)).toThrow('broken script');
	expect(sandbox.store.getChat(chat_id)).toMatchObject({ chat_status: 'ongoing' });
});
