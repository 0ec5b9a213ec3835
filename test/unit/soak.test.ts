import { EventEmitter, once } from 'node:events';
import { accountOf, unexplainedIn, type Facts, type Told } from '../../tools/soak/account.ts';
import type { Execution } from '../../tools/soak/audit.ts';
import { startChronicle } from '../../tools/soak/chronicle.ts';
import { supervise } from '../../tools/soak/supervise.ts';

const NOTHING: Facts = {
	ended: [],
	stored: new Map(),
	polled: [],
	withoutData: new Set(),
	rows: [],
	told: [],
	instant: [],
	written: [],
	arrived: new Map(),
	answering: [],
	saidUnsent: new Set(),
	begunTwice: new Set(),
	interruptions: [],
};
const TOLD: Told = { chat: 'chat_1', takenAt: 9_000, refusedBefore: false, refused: [], metStartPage: false };
const REFUSED: Told = { ...TOLD, refusedBefore: true, refused: [{ from: 0, to: 5_000 }] };
const TWICE = 'started the workflow twice for another reason';

function execution(at: number, begun: number): Execution {
	const status = begun === 0 ? 'error' : 'success';
	return { id: String(at), workflow: 'instant', mode: 'webhook', status, at, chats: ['chat_1'], begun };
}

test('n8n that takes its time to end counts as interrupted when it has ended', async () => {
	const chronicle = startChronicle();
	const events = new EventEmitter();
	const start = () => {
		const exited = once(events, 'exit').then(() => undefined);
		const stop = async () => {
			events.emit('asked');
			await exited;
		};
		return Promise.resolve({ url: '', pid: 0, log: () => '', exited, stop, kill: stop });
	};
	const main = supervise({ name: 'main', start, chronicle, keepLog: () => undefined });
	await main.up();
	const asked = once(events, 'asked');
	const ending = main.end('SIGTERM', 0);
	await asked;
	expect(chronicle.interruptions).toEqual([]);
	events.emit('exit');
	await ending;
	expect(chronicle.interruptions).toMatchObject([{ who: 'main' }]);
});

test.each<[string, Told, Execution[], string[]]>([
	['begun by no worker, and answered with an error: no start', REFUSED, [execution(200, 0), execution(8_000, 1)], []],
	['begun, and answered with an error', REFUSED, [execution(200, 1), execution(8_000, 1)], [TWICE]],
	['begun by no worker, and answered well', TOLD, [execution(200, 0), execution(8_000, 1)], [TWICE]],
	['begun by no worker, at another attempt', REFUSED, [execution(6_000, 0), execution(8_000, 1)], [TWICE]],
	[
		'begun by no worker, and its retry a duplicate',
		REFUSED,
		[execution(200, 0)],
		['taken as a duplicate of an attempt that n8n had answered with an error'],
	],
])('the account of an execution %s', (_what, told, instant, names) => {
	const account = accountOf({ ...NOTHING, told: [told], instant });
	expect(unexplainedIn(account).map(({ name }) => name)).toEqual(names);
});
