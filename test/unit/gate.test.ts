// The gate's pace against servers with limits of several kinds, in virtual time.
import { install, type Clock } from '@sinonjs/fake-timers';
import fc from 'fast-check';

import { gateFor } from '../../nodes/retell/gate.ts';

let clock: Clock;
beforeEach(() => {
  clock = install({ now: 1_800_000_000_000, loopLimit: 1_000_000 });
});
afterEach(() => clock.uninstall());

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Lets so many requests pass within any one second; else answers with the wait in ms. */
function limitedServer(perSecond: number, latency: number, ask: (ms: number) => number) {
  let passed: number[] = [];
  const log = { requests: 0, refused: 0, inFlight: 0, most: 0 };
  const send = async () => {
    log.requests++;
    log.most = Math.max(log.most, ++log.inFlight);
    await wait(latency / 2);
    passed = passed.filter((at) => at > Date.now() - 1000);
    const refusedFor = passed.length < perSecond ? undefined : (passed.at(-perSecond) ?? 0) + 1000 - Date.now();
    if (refusedFor === undefined) passed.push(Date.now());
    else log.refused++;
    await wait(latency / 2);
    log.inFlight--;
    return refusedFor === undefined ? undefined : ask(refusedFor);
  };
  return { send, log };
}

/** Sends so many requests through a gate, each until it passes. Gives the time that it took, in ms. */
async function sendAll(count: number, most: number, send: () => Promise<number | undefined>) {
  const gate = gateFor(most, wait);
  const began = Date.now();
  const one = async () => {
    while ((await gate.pass(send, (limited) => limited)) !== undefined);
  };
  const all = Promise.all(Array.from({ length: count }, one));
  await clock.runAllAsync();
  await all;
  return Date.now() - began;
}

const SECONDS = (ms: number) => Math.ceil(ms / 1000) * 1000;

test('never more than so many at a time, and without a limit no pause but the one that spreads them', async () => {
  const { send, log } = limitedServer(Infinity, 50, SECONDS);
  // Half of a tenth of the 50 ms, in whole ms, lies between two requests of a round.
  expect(await sendAll(100, 10, send)).toBe(500 + 9 * 2);
  expect(log).toMatchObject({ requests: 100, most: 10 });
});

test.each([
  ['answered at once', 1, 10, 100],
  ['one by one', 50, 1, 50 * 100],
  ['slow', 3_000, 10, 3_000 * 10 + 9 * 3],
])('the spread costs little: %s', async (_case, latency, most, time) => {
  const { send } = limitedServer(Infinity, latency, SECONDS);
  expect(await sendAll(100, most, send)).toBeLessThanOrEqual(time + most);
});

test.each([
  ['whole seconds', SECONDS],
  ['milliseconds', (ms: number) => ms],
])('at 20 a second, answered in %s: few are refused', async (_case, ask) => {
  const { send, log } = limitedServer(20, 4, ask);
  const time = await sendAll(500, 10, send);
  expect(log.refused).toBeLessThanOrEqual(25);
  expect(time).toBeLessThan(40_000);
});

test('whatever the limit: all pass, few are refused, and it is not much slower than allowed', async () => {
  const limits = fc.record({
    perSecond: fc.integer({ min: 5, max: 200 }),
    latency: fc.integer({ min: 2, max: 200 }),
    most: fc.integer({ min: 1, max: 10 }),
    ask: fc.constantFrom(SECONDS, (ms: number) => ms),
  });
  await fc.assert(
    fc.asyncProperty(limits, async ({ perSecond, latency, most, ask }) => {
      const count = perSecond * 20;
      const { send, log } = limitedServer(perSecond, latency, ask);
      const time = await sendAll(count, most, send);
      expect(log.requests - log.refused).toBe(count);
      expect(log.refused).toBeLessThanOrEqual(Math.max(2 * most, count * 0.06));
      const fastest = Math.max(20_000, (count / most) * latency);
      expect(time).toBeLessThan(fastest * 2.2);
    }),
    { numRuns: 60 },
  );
});

test('a limit makes all of them wait, also those that were under way', async () => {
  const began = Date.now();
  const sent: number[] = [];
  const send = async () => {
    const at = Date.now() - began;
    sent.push(at);
    await wait(1);
    return at < 1000 ? 2000 : undefined;
  };
  await sendAll(6, 3, send);
  expect(sent).toEqual([0, 0, 0, 2001, 2001, 2001, 2002, 2002, 2002]);
});

test('the pace grows again after a limit that was not the rule', async () => {
  let refused = false;
  const times: number[] = [];
  const send = async () => {
    times.push(Date.now());
    await wait(1);
    if (refused || times.length < 3) return undefined;
    refused = true;
    return 30_000;
  };
  await sendAll(300, 1, send);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect(Math.max(...gaps.slice(4))).toBeLessThanOrEqual(1000);
  expect(gaps.at(-1)).toBeLessThan(200);
});

test('when the waiting is given up, all that wait are', async () => {
  const gate = gateFor(2, () => Promise.reject(new Error('cancelled')));
  const limited = gate.pass(() => Promise.resolve(100), (ms) => ms);
  await limited;
  const sent: string[] = [];
  const rest = ['a', 'b', 'c'].map((name) =>
    gate.pass(
      () => {
        sent.push(name);
        return Promise.resolve(undefined);
      },
      () => undefined,
    ),
  );
  await expect(Promise.allSettled(rest)).resolves.toMatchObject(rest.map(() => ({ status: 'rejected' })));
  expect(sent).toEqual([]);
});
