// Time that the tests move: the host's clock (`Date`) and its timers. A sandbox with a "real" clock
// goes by it; how far that clock was advanced is how far the host's clock is behind.
import FakeTimers from '@sinonjs/fake-timers';

import { MANUAL_START } from '../sandbox/index.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export interface VirtualTime {
  /** Lets time pass; timers that fall due are run. */
  pass(ms: number): void;
  /** Sets the host's clock without letting time pass. */
  setHostClock(ms: number): void;
  /** Waits for work. When nothing is on its way over the network, what is left is waiting: it is cut short. */
  settle<Result>(work: Promise<Result>): Promise<Result>;
  /** Tells that a request is on its way until `answer` is there. */
  underWay<Answer>(answer: Promise<Answer>): Promise<Answer>;
  restore(): void;
}

// Kept from before the timers are replaced: a turn of the event loop lets all promises settle.
const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Replaces `Date` and `setTimeout`. While nothing but waiting is left, it goes on to the next timer, or by `step` ms:
 * the next timer stands still where a wait has a part of a millisecond left.
 */
export function virtualTime(step?: number): VirtualTime {
  const clock = FakeTimers.install({ now: MANUAL_START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  let requests = 0;
  return {
    pass: (ms) => {
      clock.tick(ms);
    },
    setHostClock: (ms) => clock.setSystemTime(ms),
    underWay: async (answer) => {
      requests++;
      try {
        return await answer;
      } finally {
        requests--;
      }
    },
    settle: async (work) => {
      let done = false;
      const over = () => {
        done = true;
      };
      work.then(over, over);
      while (!done) {
        await turn();
        if (done || requests > 0) continue;
        if (step === undefined) clock.next();
        else clock.tick(step);
      }
      return await work;
    },
    restore: () => clock.uninstall(),
  };
}
