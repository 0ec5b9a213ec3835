/** One way to break the poll: a piece of its source, and what stands there instead. */
export interface Mutant {
  name: string;
  file: string;
  from: string;
  to: string;
}

const TRIGGER = 'nodes/RetellChatTrigger';

/** The ways in which polls lose and repeat chats elsewhere. The tests must notice each of them. */
export const MUTANTS: Mutant[] = [
  {
    name: 'no look-back',
    file: `${TRIGGER}/settings.ts`,
    from: 'lookback: amount(',
    to: 'lookback: 0 * amount(',
  },
  {
    name: 'strictly later than the last end time',
    file: `${TRIGGER}/server.ts`,
    from: "op: 'ge', value: low }",
    to: "op: 'gt', value: low }",
  },
  {
    name: "this machine's clock as watermark",
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'newestEnd: scanned.newestEnd,',
    to: 'newestEnd: Date.now(),',
  },
  {
    name: 'one page taken for all',
    file: `${TRIGGER}/poll/windows.ts`,
    from: 'if (key === undefined) return',
    to: 'if (key !== null) return',
  },
  {
    name: 'state written before the work is done',
    file: `${TRIGGER}/run.ts`,
    from: 'const settings = readSettings(context);',
    to: 'const settings = readSettings(context); if (known && !("publishedAt" in known)) data[KEY] = { ...known, lookFrom: Date.now(), scanFrom: Date.now(), maxEnd: Date.now() };',
  },
  {
    name: 'memory cut by number alone',
    file: `${TRIGGER}/poll/state.ts`,
    from: 'Math.max(from, reach, Math.min(lookFrom, oldestKept))',
    to: 'Math.max(from, ends.length > 20 ? (ends[20] ?? 0) : 0)',
  },
  {
    name: 'no hold-back',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'held: found.flatMap(endOf),',
    to: 'held: [],',
  },
  {
    name: 'throws on restart',
    file: `${TRIGGER}/failures.ts`,
    from: 'isFirst && UNATTENDED.includes(mode)',
    to: 'isFirst && UNATTENDED.includes(mode) && memory.failures > 100',
  },
  {
    name: 'no overlap guard',
    file: `${TRIGGER}/memory.ts`,
    from: 'Math.abs(now - memory.running.since) < LONGEST_POLL',
    to: 'Math.abs(now - memory.running.since) < 0',
  },
  {
    name: 'end times in the future as watermark',
    file: `${TRIGGER}/poll/windows.ts`,
    from: 'if (at <= server.now()) newestEnd',
    to: 'if (at > 0) newestEnd',
  },
  {
    name: 'chats whose details failed marked as delivered',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'const ids = new Set(deliveries.map(',
    to: 'const ids = new Set(ready.map(',
  },
  {
    name: 'ranges not widened',
    file: `${TRIGGER}/server.ts`,
    from: '[low - 1, high + 1]',
    to: '[low, high]',
  },
  {
    name: 'windows that did not fit forgotten',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'span: scanned.span,',
    to: 'span: undefined,',
  },
  {
    name: 'halves read twice',
    file: `${TRIGGER}/poll/windows.ts`,
    from: 'if (high < end) ends.push(high);',
    to: 'if (high < end) ends.push(high); ends.length = 1; density = undefined;',
  },
  {
    name: 'baseline not written on a failure',
    file: `${TRIGGER}/run.ts`,
    from: "const learned = known ?? (isTransient(thrown) ? { publishedAt: began } : undefined);",
    to: "const learned = known || !isTransient(thrown) ? undefined : { publishedAt: began };",
  },
  {
    name: 'ends of chats in error ignored',
    file: `${TRIGGER}/poll/errored.ts`,
    from: '!isTime(end) || end >= startedAt',
    to: '!isTime(end) || end >= 0 || startedAt > 0',
  },
  {
    name: 'a ms that did not fit read from its beginning',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'startedFrom: scanned.startedFrom,',
    to: 'startedFrom: undefined,',
  },
  {
    name: 'not looked back at what another poll left',
    file: `${TRIGGER}/poll/state.ts`,
    from: 'hasLookedBack ? Infinity : before),\n\t);',
    to: 'Infinity),\n\t);',
  },
];
