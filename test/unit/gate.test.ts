// The gate and its pace against servers with limits of several kinds, in virtual time.
import fc from 'fast-check';

import { createGate, type Gate, type Held, type Line } from '../../nodes/retell/http/gate.ts';
import { createPace } from '../../nodes/retell/http/pace.ts';
import type { Refusal } from '../../nodes/retell/http/refusals.ts';
import { sharedGate } from '../../nodes/retell/http/sharedGate.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';

let clock: VirtualTime;
beforeEach(() => {
	clock = virtualTime();
});
afterEach(() => clock.restore());
/** Lets so many ms pass, and all happen that comes of it. */
const pass = (ms: number) => clock.advanceTo(clock.now() + ms, () => true);

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const newGate = (chance = 0.5) => createGate(createPace(() => chance));

type Sent = { answer: true } | { refusal: Refusal };
const OK: Sent = { answer: true };
const limited = (ms?: number): Sent => ({
	refusal: { kind: 'rateLimited', status: 429, said: '', retryAfterMs: ms },
});

interface Limits {
	perSecond: number;
	/** Time until the answer to a request that passes, and to one that is refused, in ms. */
	latency: number;
	refusing?: number;
	/** Makes the wait that is asked for of the ms after which the next one passes. */
	ask?: (ms: number) => number;
	/** What is limited: how many pass within any one second, or how fast a bucket of as many fills again. */
	counts?: 'any second' | 'a bucket';
}

const SECONDS = (ms: number) => Math.ceil(ms / 1000) * 1000;

/** Gives the ms after which the next request passes; undefined if this one does. */
function limiterOf({ perSecond, counts = 'any second' }: Limits): () => number | undefined {
	const passed: number[] = [];
	let tokens = perSecond;
	let refilledAt = Date.now();
	if (counts === 'any second')
		return () => {
			const now = Date.now();
			while ((passed[0] ?? now) <= now - 1000) passed.shift();
			if (passed.length >= perSecond) return (passed.at(-perSecond) ?? 0) + 1000 - now;
			passed.push(now);
			return undefined;
		};
	return () => {
		tokens = Math.min(perSecond, tokens + ((Date.now() - refilledAt) / 1000) * perSecond);
		refilledAt = Date.now();
		if (tokens < 1) return ((1 - tokens) / perSecond) * 1000;
		tokens--;
		return undefined;
	};
}

/** A server that lets no more than so many requests pass, and answers others with the wait in ms. */
function limitedServer(limits: Limits) {
	const { latency, refusing = latency, ask = SECONDS } = limits;
	const nextIn = limiterOf(limits);
	const log = { requests: 0, refused: 0, inFlight: 0, most: 0 };
	const send = async (): Promise<Sent> => {
		log.requests++;
		log.most = Math.max(log.most, ++log.inFlight);
		await wait(Math.min(latency, refusing) / 2);
		const refusedFor = nextIn();
		if (refusedFor !== undefined) log.refused++;
		await wait((refusedFor === undefined ? latency : refusing) - Math.min(latency, refusing) / 2);
		log.inFlight--;
		return refusedFor === undefined ? OK : limited(ask(refusedFor));
	};
	return { send, log };
}

/** Sends so many requests, each until it passes. Gives the most tries of one. */
async function sendEach(line: Line, count: number, send: () => Promise<Sent>, kind?: string): Promise<number> {
	const one = async () => {
		let tries = 0;
		const attempt = async () => {
			tries++;
			return await send();
		};
		await line.send(attempt, { kind });
		return tries;
	};
	return Math.max(...(await Promise.all(Array.from({ length: count }, one))));
}

/** Runs that begin together, each with so many requests. Gives the time that all took, in ms, and the most tries. */
async function runAll(
	runs: number,
	count: number,
	most: number,
	send: () => Promise<Sent>,
	gate = newGate(),
	kind?: string,
) {
	const began = Date.now();
	const all = Promise.all(Array.from({ length: runs }, async () => await sendEach(gate.join(most), count, send, kind)));
	return { tries: Math.max(...(await clock.settle(all))), time: Date.now() - began };
}

/** Many requests that pass, one at a time and ten at a time: what a process has behind it that has worked for a while. */
async function provenGate(latency: number): Promise<Gate> {
	const gate = newGate();
	await runAll(1, 100, 10, limitedServer({ perSecond: Infinity, latency }).send, gate);
	return gate;
}

describe('without a limit', () => {
	test('never more than so many at a time, and no pause but the one that spreads them', async () => {
		const { send, log } = limitedServer({ perSecond: Infinity, latency: 50 });
		const { time } = await runAll(1, 100, 10, send, await provenGate(50));
		// Half of a tenth of the 50 ms, in whole ms, lies between two requests of a round.
		expect(time).toBe(500 + 9 * 2);
		expect(log).toMatchObject({ requests: 100, most: 10 });
	});

	test.each([
		['answered at once', 1, 10, 100],
		['one by one', 50, 1, 50 * 100],
		['slow', 3_000, 10, 3_000 * 10 + 9 * 3],
	])('the spread costs little: %s', async (_case, latency, most, time) => {
		const { send } = limitedServer({ perSecond: Infinity, latency });
		const gate = await provenGate(latency);
		expect((await runAll(1, 100, most, send, gate)).time).toBeLessThanOrEqual(time + most);
	});

	test.each([
		[50, 10, 500],
		[50, 50, 1000],
		[300, 20, 500],
	])('of a process that has just started, too: %i ms, %i at a time, %i requests', async (latency, most, count) => {
		const { send } = limitedServer({ perSecond: Infinity, latency });
		const { time } = await runAll(1, count, most, send);
		// What the caution costs: as long as 45 requests take a little apart, at most.
		expect(time).toBeLessThanOrEqual((count / most) * latency * 1.1 + (most - 5) * 10);
	});

	test('sixty executions at once, whose agent thinks for three seconds, wait for each other for half a second', async () => {
		const { send, log } = limitedServer({ perSecond: Infinity, latency: 3_000 });
		const { time } = await runAll(60, 1, 5, send);
		expect(time).toBeLessThanOrEqual(3_000 + 55 * 10 + 100);
		expect(log).toMatchObject({ requests: 60, refused: 0 });
	});
});

describe('under a limit', () => {
	test.each([
		['sixty executions, quick answers', { runs: 60, count: 1, latency: 4, share: 0.1, time: 9_004 }],
		[
			'sixty, agents think for a second',
			{ runs: 60, count: 1, latency: 1_000, refusing: 20, share: 0.1, time: 10_000 },
		],
		['sixty, for three seconds', { runs: 60, count: 1, latency: 3_000, refusing: 50, share: 0.1, time: 12_000 }],
		['five, with fifty requests each', { runs: 5, count: 50, latency: 20, share: 0.05, time: 35_000 }],
	])(
		'10 a second for %s: few are refused, none thrice',
		async (_case, { runs, count, share, time: within, ...limits }) => {
			const { send, log } = limitedServer({ perSecond: 10, ...limits });
			const { time, tries } = await runAll(runs, count, 5, send);
			expect(log.refused / log.requests).toBeLessThan(share);
			expect(tries).toBeLessThanOrEqual(3);
			expect(time).toBeLessThan(within);
		},
	);

	test.each([
		{ perSecond: 20, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 20, latency: 50, counts: 'any second', unit: 1000, chance: 1 },
		{ perSecond: 20, latency: 50, counts: 'any second', unit: 1, chance: 0.5 },
		{ perSecond: 20, latency: 4, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 20, latency: 100, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 10, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 60, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 120, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
		{ perSecond: 20, latency: 50, counts: 'a bucket', unit: 1000, chance: 0.5 },
		{ perSecond: 20, latency: 50, counts: 'a bucket', unit: 1000, chance: 1 },
	] as const)(
		'$perSecond a second, counted by $counts, told in $unit ms, answered in $latency ms: a tenth above the least time at most',
		async ({ chance, unit, ...limits }) => {
			const { perSecond, latency } = limits;
			const count = 25 * perSecond;
			const { send, log } = limitedServer({ ...limits, ask: (ms) => Math.ceil(ms / unit) * unit });
			const { time } = await runAll(1, count, 32, send, newGate(chance), 'PATCH end-chat');
			expect(log.refused).toBeLessThanOrEqual(count * 0.05);
			expect(time).toBeLessThanOrEqual(1.1 * (((count - perSecond) / perSecond) * 1000 + latency));
		},
	);

	test('whatever the limit: all pass, few are refused, and it is not much slower than allowed', async () => {
		const limits = fc.record({
			perSecond: fc.integer({ min: 5, max: 120 }),
			latency: fc.integer({ min: 2, max: 200 }),
			most: fc.integer({ min: 1, max: 10 }),
			runs: fc.integer({ min: 1, max: 5 }),
			ask: fc.constantFrom(SECONDS, (ms: number) => ms),
		});
		await fc.assert(
			fc.asyncProperty(limits, async ({ perSecond, latency, most, runs, ask }) => {
				const each = Math.ceil((perSecond * 20) / runs);
				const count = each * runs;
				const { send, log } = limitedServer({ perSecond, latency, ask });
				const { time } = await runAll(runs, each, most, send);
				expect(log.requests - log.refused).toBe(count);
				expect(log.most).toBeLessThanOrEqual(most * runs);
				expect(log.refused).toBeLessThanOrEqual(Math.max(2 * most * runs, count * 0.06));
				const fastest = Math.max((count / perSecond) * 1000, (count / (most * runs)) * latency);
				expect(time).toBeLessThan(fastest * 2.2);
			}),
			{ numRuns: 60 },
		);
	});

	test('all of them wait, also those of other runs', async () => {
		const began = Date.now();
		const sent: number[] = [];
		const send = async () => {
			const at = Date.now() - began;
			sent.push(at);
			await wait(1);
			return at < 1000 ? limited(2000) : OK;
		};
		await runAll(3, 2, 1, send);
		// The wait is longer by half of the second that is the most that chance adds; here, by half of a quarter.
		expect(sent).toEqual([0, 0, 0, 2251, 2251, 2251, 2252, 2252, 2252]);
	});

	test('what passed before a break does not count: a limit after few requests does not slow down many', async () => {
		const gate = newGate();
		for (let n = 0; n < 20; n++) {
			await runAll(1, 1, 1, () => Promise.resolve(OK), gate);
			await pass(10_000);
		}
		let refused = 0;
		const { time } = await runAll(1, 20, 5, () => Promise.resolve(refused++ === 0 ? limited(1000) : OK), gate);
		expect(time).toBeLessThan(1_500);
	});

	test('the pace grows again after one that was not the rule', async () => {
		let refused = false;
		const times: number[] = [];
		const send = async () => {
			times.push(Date.now());
			await wait(1);
			if (refused || times.length < 3) return OK;
			refused = true;
			return limited(30_000);
		};
		await runAll(1, 300, 1, send);
		const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
		expect(Math.max(...gaps.slice(4))).toBeLessThanOrEqual(1000);
		expect(gaps.at(-1)).toBeLessThan(200);
	});

	test('waits that all processes get alike end at different times', async () => {
		const ends = new Set<number>();
		for (const chance of [0, 0.25, 0.5, 0.75, 1]) {
			const gate = newGate(chance);
			const began = Date.now();
			const times: number[] = [];
			const send = () => Promise.resolve(times.push(Date.now() - began) === 1 ? limited(2_000) : OK);
			await runAll(1, 1, 1, send, gate);
			expect(times[1]).toBeGreaterThanOrEqual(2_000);
			ends.add(times[1] ?? NaN);
		}
		expect([...ends]).toEqual([2_000, 2_125, 2_250, 2_375, 2_500]);
	});

	test('without a wish of the server: how often one request was refused does not prolong the wait of all', async () => {
		const gate = newGate();
		const unlucky = gate.join(1).send(() => Promise.resolve(limited()), { mostTries: 6 });
		const line = gate.join(1);
		const times: number[] = [];
		const others = async () => {
			for (let n = 0; n < 100; n++) {
				await line.send(async () => {
					await wait(50);
					return OK;
				});
				times.push(Date.now());
			}
		};
		await clock.settle(Promise.all([unlucky, others()]));
		const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
		// Half a second, spread by up to a quarter, and the pace that a limit after few requests leads to; by its tries it would be 16 seconds.
		expect(Math.max(...gaps)).toBeLessThan(3_000);
	});

	test('a server that refuses everything: waits double, one asks at a time, and all give up together', async () => {
		const send = jest.fn(() => Promise.resolve(limited()));
		const gate = newGate();
		const began = Date.now();
		const lines = Array.from({ length: 60 }, async () => await gate.join(1).send(send, { mostTries: 6 }));
		for (const outcome of await clock.settle(Promise.all(lines))) {
			const refusal = 'held' in outcome ? outcome.held : 'refusal' in outcome && outcome.refusal;
			expect(refusal).toMatchObject({ kind: 'rateLimited', status: 429 });
		}
		// 0.5, 1, 2, 4 and 8 seconds, spread by up to a quarter.
		expect(Date.now() - began).toBeLessThan(30_000);
		expect(send.mock.calls.length).toBeLessThanOrEqual(5 + 5 + 4);
	});

	test('a clock that is set back does not prolong a wait', async () => {
		const gate = newGate();
		const line = gate.join(1);
		await line.send(() => Promise.resolve(limited(2_000)), { mostTries: 1 });
		clock.setHostClock(Date.now() - 86_400_000);
		const passed: Array<Sent | Held> = [];
		void line.send(() => Promise.resolve(OK)).then((outcome) => passed.push(outcome));
		await pass(3_000);
		expect(passed).toEqual([OK]);
	});
});

describe('between runs', () => {
	/** Lets a gate meet a limit of 10 a second, which makes the next requests wait for their turns. */
	async function slowGate(): Promise<Gate> {
		const gate = newGate();
		await runAll(1, 30, 10, limitedServer({ perSecond: 10, latency: 4 }).send, gate);
		return gate;
	}

	/** Requests that pass, and their names in the order of sending. */
	function namedSends() {
		const names: string[] = [];
		const send = (name: string) => () => {
			names.push(name);
			return Promise.resolve(OK);
		};
		return { names, send };
	}

	test('turns go around: one request waits for one of each other run, not for all of them', async () => {
		const gate = await slowGate();
		const { names: order, send } = namedSends();
		const many = gate.join(50);
		const rest = Array.from({ length: 50 }, async () => await many.send(send('many')));
		const single = ['a', 'b'].map(async (name) => await gate.join(5).send(send(name)));
		await clock.settle(Promise.all([...rest, ...single]));
		expect(order.slice(0, 4).sort()).toEqual(['a', 'b', 'many', 'many']);
	});

	test('an answer that never comes holds up its own run alone', async () => {
		const gate = newGate();
		for (let n = 0; n < 12; n++) void gate.join(1).send(() => new Promise<Sent>(() => {}));
		const { send, log } = limitedServer({ perSecond: Infinity, latency: 50 });
		const { time } = await runAll(10, 5, 5, send, gate);
		expect(log.requests).toBe(50);
		expect(time).toBeLessThan(700);
	});

	test('one that is cancelled leaves its place to the others, at once', async () => {
		const gate = await slowGate();
		const { names: sent, send } = namedSends();
		const cancelling = new AbortController();
		const cancelled = gate.join(5);
		const given = Array.from(
			{ length: 40 },
			async () => await cancelled.send(send('cancelled'), { signal: cancelling.signal }),
		);
		const other = gate.join(1).send(send('other'));
		sent.length = 0;
		cancelling.abort();
		const began = Date.now();
		expect(
			(await Promise.all(given)).filter((outcome) => 'held' in outcome && outcome.held === 'cancelled').length,
		).toBeGreaterThanOrEqual(39);
		expect(Date.now()).toBe(began);
		await clock.settle(other);
		expect(sent).toEqual(['other']);
		await pass(1);
		expect(gate.usedAt()).toBeLessThan(Date.now());
		await expect(cancelled.send(send('late'), { signal: cancelling.signal })).resolves.toEqual({ held: 'cancelled' });
		expect(await clock.settle(cancelled.send(send('again')))).toBe(OK);
	});

	test('a request whose turn comes too late is not sent, and hears so before its time is over', async () => {
		const gate = await slowGate();
		const { send, log } = limitedServer({ perSecond: Infinity, latency: 1 });
		const crowd = runAll(100, 1, 1, send, gate);
		const began = Date.now();
		const outcomes = Promise.all(
			Array.from({ length: 20 }, async () => {
				const outcome = await gate.join(20).send(send, { until: began + 1_000 });
				return { outcome, at: Date.now() - began };
			}),
		);
		await crowd;
		const late = (await clock.settle(outcomes)).filter(({ outcome }) => 'held' in outcome);
		expect(late.length).toBeGreaterThan(0);
		for (const { outcome, at } of late) {
			expect(outcome).toMatchObject({ held: { kind: 'rateLimited', status: 429 } });
			expect(at).toBeLessThanOrEqual(1_000);
		}
		expect(log.requests).toBe(100 + 20 - late.length);
	});

	test('a limit of more than a minute: nobody waits for it, nothing is sent for five minutes, then one asks again', async () => {
		const gate = newGate();
		let asked = 0;
		const send = () => {
			asked++;
			return Promise.resolve(limited(3_600_000));
		};
		await gate.join(5).send(send);
		const others = () => gate.join(5).send(send);
		await expect(others()).resolves.toMatchObject({ held: { retryAfterMs: 3_600_000 } });
		await pass(2 * 60_000);
		await expect(others()).resolves.toMatchObject({ held: { retryAfterMs: 3_480_000 } });
		expect(asked).toBe(1);
		await pass(3 * 60_000 + 1_000);
		await expect(others()).resolves.toMatchObject({ refusal: { retryAfterMs: 3_600_000 } });
		expect(asked).toBe(2);
	});

	test('a limit of a minute is waited for', async () => {
		let asked = 0;
		const outcome = newGate()
			.join(1)
			.send(() => Promise.resolve(asked++ === 0 ? limited(60_000) : OK));
		expect(await clock.settle(outcome)).toEqual(OK);
	});

	test('a send that throws frees its place', async () => {
		const gate = newGate();
		const line = gate.join(1);
		await expect(line.send(() => Promise.reject(new Error('cancelled')))).rejects.toThrow('cancelled');
		await expect(line.send(() => Promise.resolve(OK))).resolves.toBe(OK);
		await pass(1);
		expect(gate.usedAt()).toBeLessThan(Date.now());
	});

	test('nobody waits: no timer is left', async () => {
		const gate = await slowGate();
		const cancelling = new AbortController();
		for (let n = 0; n < 5; n++) void gate.join(1).send(() => Promise.resolve(OK), { signal: cancelling.signal });
		cancelling.abort();
		// The sleep of those who waited, and no other after it.
		await pass(1_000);
		const now = Date.now();
		// A timer would let time go on.
		await clock.settle(new Promise((resolve) => setImmediate(() => setImmediate(resolve))));
		expect(Date.now()).toBe(now);
	});
});

describe('the gates of a process', () => {
	const URL = 'https://api.retellai.com';

	test('one for each address and key', () => {
		expect(sharedGate(URL, 'key_1')).toBe(sharedGate(URL, 'key_1'));
		expect(sharedGate(URL, 'key_1')).not.toBe(sharedGate(URL, 'key_2'));
		expect(sharedGate(URL, 'key_1')).not.toBe(sharedGate('https://proxy.example', 'key_1'));
		expect(sharedGate(URL, '","')).not.toBe(sharedGate(`${URL}","`, ''));
	});

	test('one that was not used for long is forgotten, unless requests wait at it', async () => {
		const unused = sharedGate(URL, 'key_unused');
		const used = sharedGate(URL, 'key_used');
		void used.join(1).send(() => new Promise<Sent>(() => {}));
		await pass(11 * 60_000);
		sharedGate(URL, 'key_other');
		expect(sharedGate(URL, 'key_unused')).not.toBe(unused);
		expect(sharedGate(URL, 'key_used')).toBe(used);
	});

	test('what counts is when it was used last, and not when a run came to it', async () => {
		const gate = sharedGate(URL, 'key_of_a_long_run');
		const line = gate.join(1);
		await pass(9 * 60_000);
		await line.send(() => Promise.resolve(OK));
		await pass(9 * 60_000);
		sharedGate(URL, 'key_other');
		expect(sharedGate(URL, 'key_of_a_long_run')).toBe(gate);
	});

	test('their number is bounded, whatever comes', () => {
		const first = sharedGate(URL, 'key_0');
		const last = Array.from({ length: 10_000 }, (_, n) => sharedGate(URL, `key_${n}`)).at(-1);
		expect(sharedGate(URL, 'key_9999')).toBe(last);
		expect(sharedGate(URL, 'key_0')).not.toBe(first);
	});
});

describe('with a deadline', () => {
	test('a run that can not wait for ever has every other turn, however many others wait', async () => {
		const gate = newGate();
		const { send } = limitedServer({ perSecond: 1, latency: 10 });
		const others = Array.from({ length: 60 }, async () => await gate.join(1).send(send));
		const poll = gate.join(1).send(send, { until: Date.now() + 30_000 });
		expect(await clock.settle(poll)).toEqual(OK);
		await clock.settle(Promise.all(others));
	});

	test('a request whose time is over is not sent', async () => {
		const gate = newGate();
		const send = jest.fn(async () => await Promise.resolve(OK));
		const outcome = gate.join(1).send(send, { until: Date.now() });
		expect(await clock.settle(outcome)).toEqual({ held: { kind: 'late', status: null, said: '' } });
		expect(send).not.toHaveBeenCalled();
	});

	test.each([
		['after which requests were accepted', 5],
		['after which one was accepted', 1],
	])('a limit %s has not held up a request whose time is over', async (_which, accepted) => {
		const gate = newGate();
		const line = gate.join(5);
		await line.send(async () => await Promise.resolve(limited(50)), { mostTries: 1 });
		await pass(1_500);
		for (let n = 0; n < accepted; n++) await clock.settle(line.send(async () => await Promise.resolve(OK)));
		const outcome = line.send(async () => await Promise.resolve(OK), { until: Date.now() });
		expect(await clock.settle(outcome)).toEqual({ held: { kind: 'late', status: null, said: '' } });
	});

	test('a limit after which nothing was accepted has', async () => {
		const line = newGate().join(5);
		await line.send(async () => await Promise.resolve(limited(50)), { mostTries: 1 });
		await pass(1_500);
		const outcome = line.send(async () => await Promise.resolve(OK), { until: Date.now() });
		expect(await clock.settle(outcome)).toMatchObject({ held: { kind: 'rateLimited' } });
	});

	test('after a long limit that ended early, a short one tells its own wait', async () => {
		const line = newGate().join(5);
		const once = (sent: Sent) => clock.settle(line.send(async () => await Promise.resolve(sent), { mostTries: 1 }));
		await once(limited(3_600_000));
		await pass(6 * 60_000);
		await once(OK);
		await once(limited(20_000));
		const held = line.send(async () => await Promise.resolve(OK), { until: Date.now() + 10_000 });
		expect(await clock.settle(held)).toMatchObject({
			held: { kind: 'rateLimited', retryAfterMs: expect.closeTo(20_000, -3) as number },
		});
	});

	test('a shorter limit that comes late does not shorten the wait that is told', async () => {
		const gate = newGate();
		const first = gate.join(1).send(async () => await Promise.resolve(limited(50_000)), { mostTries: 1 });
		const second = gate.join(1).send(
			async () => {
				await wait(100);
				return limited(500);
			},
			{ mostTries: 1 },
		);
		await pass(1000);
		await Promise.all([first, second]);
		const held = gate.join(1).send(async () => await Promise.resolve(OK), { until: Date.now() + 10_000 });
		expect(await clock.settle(held)).toMatchObject({
			held: { kind: 'rateLimited', retryAfterMs: expect.closeTo(49_000, -3) as number },
		});
	});
});
