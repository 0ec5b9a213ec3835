// How many requests go out together, against servers that are fast, small, crowded or moody, in virtual time.
import fc from 'fast-check';

import { createGate } from '../../nodes/retell/http/gate.ts';
import { createPace } from '../../nodes/retell/http/pace.ts';
import type { Refusal } from '../../nodes/retell/http/refusals.ts';
import { createRoom } from '../../nodes/retell/http/room.ts';
import { createRandom } from '../../tools/sandbox/random.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';

let clock: VirtualTime;
beforeEach(() => {
	clock = virtualTime();
});
afterEach(() => clock.restore());

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Sent = { answer: true } | { refusal: Refusal };

interface Server {
	/** How many requests it works on at the same time. */
	workers?: number;
	/** How long it works on one of so many that are under way, in ms. */
	work: (underWay: number) => number;
}

/** A server where requests wait until a worker is free. Counts for how long how many were under way, in ms. */
function serverWith({ workers = Infinity, work }: Server) {
	const queue: Array<() => void> = [];
	let busy = 0;
	let underWay = 0;
	let since = Date.now();
	const log = { requests: 0, most: 0, timeWith: new Map<number, number>() };
	const change = (by: number) => {
		log.timeWith.set(underWay, (log.timeWith.get(underWay) ?? 0) + Date.now() - since);
		since = Date.now();
		underWay += by;
		log.most = Math.max(log.most, underWay);
	};
	const send = async (): Promise<{ answer: true }> => {
		log.requests++;
		change(1);
		if (busy >= workers) await new Promise<void>((begin) => queue.push(begin));
		else busy++;
		await wait(work(underWay));
		const next = queue.shift();
		if (next) next();
		else busy--;
		change(-1);
		return { answer: true };
	};
	/** Part of the time in which more than so many were under way. */
	const shareBeyond = (count: number) => {
		const times = [...log.timeWith];
		const sum = (entries: typeof times) => entries.reduce((total, [, ms]) => total + ms, 0);
		return sum(times.filter(([number]) => number > count)) / sum(times);
	};
	return { send, log, shareBeyond };
}

/** Sends so many requests through a new gate, and gives the time that they took, in ms. */
async function timeOf(count: number, most: number, send: () => Promise<Sent>, kind?: string) {
	const gate = createGate(createPace(() => 0.5));
	const line = gate.join(most);
	const began = Date.now();
	await clock.settle(Promise.all(Array.from({ length: count }, async () => await line.send(send, { kind }))));
	return Date.now() - began;
}

const END = 'PATCH end-chat';

test.each([20, 50, 300])('a server that is just fast, %i ms an answer: as many as may be, soon', async (latency) => {
	const { send, log } = serverWith({ work: () => latency });
	const time = await timeOf(1_000, 32, send, END);
	expect(log.most).toBe(32);
	// Each answer makes room for one more; those beyond go out ten milliseconds apart.
	expect(time).toBeLessThanOrEqual((1_000 / 32) * latency * 1.1 + 300);
});

test('it starts small', async () => {
	const { send, log } = serverWith({ work: () => 10_000 });
	const line = createGate().join(32);
	for (let n = 0; n < 32; n++) void line.send(send, { kind: END });
	await clock.advanceTo(clock.now() + 5, () => true);
	expect(log.most).toBe(5);
});

test.each([
	[8, 50],
	[8, 300],
	[12, 20],
	[16, 50],
])('a server with %i workers, %i ms each: all of them have work, and few requests wait there', async (workers, ms) => {
	const { send, shareBeyond } = serverWith({ workers, work: () => ms });
	const time = await timeOf(1_000, 32, send, END);
	expect(time).toBeLessThanOrEqual((1_000 / workers) * ms * 1.1);
	expect(shareBeyond(2 * workers)).toBeLessThan(0.05);
});

test('a server whose answers get slower the more it has to do is not driven beyond twice its fastest', async () => {
	const latency = (underWay: number) => 20 + 5 * underWay;
	const { send, shareBeyond } = serverWith({ work: latency });
	await timeOf(1_000, 32, send, END);
	// Five go out before anything is known.
	const enough = [...Array(32).keys()].filter((count) => latency(count) <= 2 * latency(5)).length;
	expect(shareBeyond(enough)).toBeLessThan(0.1);
});

test.each([
	['evenly spread', (chance: number) => 50 + 100 * chance],
	['with a long tail', (chance: number) => 40 / (1.05 - chance) ** 0.5],
])('answers whose times differ by chance, %s, keep nobody waiting', async (_case, latency) => {
	const random = createRandom(7);
	const times = Array.from({ length: 4_000 }, () => latency(random.below(1_000) / 1_000));
	const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
	let next = 0;
	const { send } = serverWith({ work: () => times[next++ % times.length] ?? 0 });
	expect(await timeOf(4_000, 32, send, END)).toBeLessThan((4_000 / 32) * mean * 1.25);
});

test('a server that becomes slower for good, whatever it has to do, gets as many requests as before, soon', async () => {
	let answers = 0;
	const { send } = serverWith({ work: () => (++answers < 1_000 ? 50 : 150) });
	const time = await timeOf(3_000, 32, send, END);
	// What it takes with as many as may be, and two seconds for noticing it.
	expect(time).toBeLessThan((1_000 * 50 + 2_000 * 150) / 32 + 2_000);
});

test('a small server that has been busy for minutes has no more to do than before', async () => {
	const { send, shareBeyond } = serverWith({ workers: 8, work: () => 50 });
	const time = await timeOf(12_000, 32, send, END);
	expect(time).toBeLessThanOrEqual((12_000 / 8) * 50 * 1.1);
	expect(shareBeyond(16)).toBeLessThan(0.05);
});

test('an agent thinks for as long as it needs: nobody else waits therefore', async () => {
	const random = createRandom(3);
	const times = Array.from({ length: 300 }, () => 300 + random.below(10_000));
	let next = 0;
	const { send, log } = serverWith({ work: () => times[next++] ?? 0 });
	const time = await timeOf(300, 16, send);
	const sum = times.reduce((total, ms) => total + ms, 0);
	expect(log.most).toBe(16);
	expect(time).toBeLessThan((sum / 16) * 1.05 + 10_000);
});

test('quick refusals, as for chats that are gone, do not make the work look slow', async () => {
	let sent = 0;
	const send = async (): Promise<Sent> => {
		const isGone = sent++ < 200;
		await wait(isGone ? 8 : 200);
		return isGone ? { refusal: { kind: 'notFound', status: 404, said: '' } } : { answer: true };
	};
	expect(await timeOf(1_000, 32, send, END)).toBeLessThan(10_000);
});

test('agents that think take nobody the room, even if quick calls get slower', async () => {
	const gate = createGate(createPace(() => 0.5));
	const began = Date.now();
	const waits: number[] = [];
	const quick = async () => {
		await wait(Date.now() - began < 30_000 ? 60 : 240);
		return { answer: true };
	};
	const talk = async (n: number) => {
		await wait(n * 300);
		const line = gate.join(16);
		for (const kind of ['POST v3', 'POST create-chat']) await line.send(quick, { kind });
		const asked = Date.now();
		await line.send(async () => {
			waits.push(Date.now() - asked);
			await wait(5_000);
			return { answer: true };
		});
	};
	await clock.settle(Promise.all(Array.from({ length: 400 }, (_, n) => talk(n))));
	expect(waits).toHaveLength(400);
	expect(Math.max(...waits)).toBeLessThan(1_000);
});

test('a single message does not wait for a batch whose answers get slower', async () => {
	const gate = createGate(createPace(() => 0.5));
	const many = gate.join(32);
	let answers = 0;
	const slower = async () => {
		await wait(++answers < 40 ? 50 : 300);
		return { answer: true };
	};
	const batch = Array.from({ length: 1_000 }, async () => await many.send(slower, { kind: END }));
	const waits: number[] = [];
	const messages = Array.from({ length: 60 }, async (_, n) => {
		await wait(n * 250);
		const asked = Date.now();
		await gate.join(16).send(async () => {
			waits.push(Date.now() - asked);
			await wait(5_000);
			return { answer: true };
		});
	});
	await clock.settle(Promise.all([...batch, ...messages]));
	expect(Math.max(...waits)).toBeLessThan(1_000);
});

test('whatever the server: its workers have work, and what it does not work on is not much', async () => {
	const servers = fc.record({
		workers: fc.integer({ min: 5, max: 40 }),
		ms: fc.integer({ min: 20, max: 400 }),
		most: fc.integer({ min: 1, max: 50 }),
	});
	await fc.assert(
		fc.asyncProperty(servers, async ({ workers, ms, most }) => {
			const { send, log, shareBeyond } = serverWith({ workers, work: () => ms });
			const count = 40 * Math.min(workers, most);
			const time = await timeOf(count, most, send, END);
			expect(log.requests).toBe(count);
			expect(log.most).toBeLessThanOrEqual(most);
			expect(time).toBeLessThanOrEqual((count / Math.min(workers, most)) * ms * 1.15 + 500);
			expect(shareBeyond(Math.ceil(2.2 * workers))).toBeLessThan(0.1);
		}),
		{ numRuns: 100 },
	);
});

describe('the room', () => {
	const learnFrom = (room: ReturnType<typeof createRoom>, took: number, kind = END) => {
		for (let n = 0; n < 16; n++) room.learn({ took, together: 20, isFull: false, kind });
	};

	test('has three quarters more than the number that the server works on', () => {
		const room = createRoom();
		learnFrom(room, 50);
		expect(room.size()).toBe(35);
		learnFrom(room, 100);
		expect(room.size()).toBe(17);
	});

	test('is halved by a limit, once for all that met the same one, and never below that with which it began', () => {
		const room = createRoom();
		learnFrom(room, 50);
		const limit = {};
		room.halve(limit);
		room.halve(limit);
		expect(room.size()).toBe(17);
		for (let n = 0; n < 5; n++) room.halve({});
		expect(room.size()).toBe(5);
		for (let n = 0; n < 10; n++) room.learn({ took: 50, together: 20, isFull: true, kind: END });
		expect(room.size()).toBe(15);
	});

	test('forgets how fast answers were when a break is over', () => {
		const room = createRoom();
		learnFrom(room, 50);
		learnFrom(room, 200);
		expect(room.apart()).toBe(200);
		room.reset();
		expect(room.size()).toBe(5);
		learnFrom(room, 200);
		expect(room.size()).toBe(35);
		expect(room.apart()).toBe(200 / 35);
	});

	test('compares answers of one kind alone', () => {
		const room = createRoom();
		learnFrom(room, 50);
		learnFrom(room, 800, 'POST v3');
		expect(room.size()).toBe(35);
	});
});
