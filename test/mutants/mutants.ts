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
    from: 'newestEnd: newest(scanned.chats, now),',
    to: 'newestEnd: Date.now(),',
  },
  {
    name: 'one page taken for all',
    file: `${TRIGGER}/poll/windows.ts`,
    from: 'if (key === undefined) return { rows: all, dense: false };',
    to: 'if (key !== null) return { rows: all, dense: false };',
  },
  {
    name: 'state written before the work is done',
    file: `${TRIGGER}/run.ts`,
    from: 'const settings = readSettings(context);',
    to: 'const settings = readSettings(context); if (state) data[KEY] = { ...state, scanFrom: Date.now(), maxEnd: Date.now() };',
  },
  {
    name: 'memory cut by number alone',
    file: `${TRIGGER}/poll/state.ts`,
    from: 'Math.max(from, reach, Math.min(scanFrom, oldestKept))',
    to: 'Math.max(from, ends.length > 20 ? (ends[20] ?? 0) : 0)',
  },
  {
    name: 'no hold-back',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'held: held.filter(({ chat }) => hasEnd(chat)).map(({ time }) => time),',
    to: 'held: [],',
  },
  {
    name: 'throws on restart',
    file: `${TRIGGER}/run.ts`,
    from: 'first && UNATTENDED.includes(mode)',
    to: 'first && UNATTENDED.includes(mode) && memory.failures > 100',
  },
  {
    name: 'no overlap guard',
    file: `${TRIGGER}/memory.ts`,
    from: 'Math.abs(now - memory.running.since) < LONGEST_POLL',
    to: 'Math.abs(now - memory.running.since) < 0',
  },
  {
    name: 'end times in the future as watermark',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'chat.end_timestamp <= now ?',
    to: 'chat.end_timestamp > 0 ?',
  },
  {
    name: 'chats whose details failed marked as delivered',
    file: `${TRIGGER}/poll/poll.ts`,
    from: 'const gone = new Set(deliveries.map(',
    to: 'const gone = new Set(ready.map(',
  },
  {
    name: 'ranges not widened',
    file: `${TRIGGER}/server.ts`,
    from: '[low - 1, high + 1]',
    to: '[low, high]',
  },
];
