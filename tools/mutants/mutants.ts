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
		file: `${TRIGGER}/chatSource.ts`,
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
		file: `${TRIGGER}/poll/oneWindow.ts`,
		from: 'if (key === undefined) return',
		to: 'if (key !== null) return',
	},
	{
		name: 'state written before the work is done',
		file: `${TRIGGER}/run.ts`,
		from: 'const settings = readSettings(context);',
		to: 'const settings = readSettings(context); if (store.state) store.keep({ ...store.state, scanFrom: Date.now(), maxEnd: Date.now() }, true);',
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
		from: 'if (end <= source.now()) reading.newestEnd',
		to: 'if (end > 0) reading.newestEnd',
	},
	{
		name: 'chats whose details failed marked as delivered',
		file: `${TRIGGER}/poll/poll.ts`,
		from: 'const ids = new Set(deliveries.map(',
		to: 'const ids = new Set(ready.map(',
	},
	{
		name: 'ranges not widened',
		file: `${TRIGGER}/chatSource.ts`,
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
		from: '{ low: at + 1, high: first.high });',
		to: '{ low: first.low, high: first.high });',
	},
	{
		name: 'the newer half put together with all that comes after it',
		file: `${TRIGGER}/poll/windows.ts`,
		from: 'cutFirst(work, splitPoint(window, chats, fitting));',
		to: 'work.length = 1; work[0] = { low, high: to }; cutFirst(work, splitPoint(window, chats, fitting));',
	},
	{
		name: 'baseline not written on a failure',
		file: `${TRIGGER}/store.ts`,
		from: 'const beginning = known ?? (isTransient ? { publishedAt: now } : undefined);',
		to: 'const beginning = known || !isTransient ? undefined : { publishedAt: now };',
	},
	{
		name: 'ends of chats in error ignored',
		file: `${TRIGGER}/poll/errored.ts`,
		from: 'chat.end_timestamp >= startedAt)',
		to: 'chat.end_timestamp >= Math.min(0, startedAt))',
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
		from: 'Math.max(maxEnd - lookback, shownTo), owed));',
		to: 'Math.max(maxEnd - lookback, shownTo), Infinity));',
	},
	{
		name: 'chats in error of the past of another filter delivered',
		file: `${TRIGGER}/poll/poll.ts`,
		from: 'erroredOldTo: oldTo, undated',
		to: 'undated',
	},
	{
		name: 'chats without an end of the past of another filter delivered',
		file: `${TRIGGER}/poll/poll.ts`,
		from: 'undated: undated && { ...undated, oldTo }',
		to: 'undated',
	},
	{
		name: 'a rate limit taken for a chat whose details do not come',
		file: `${TRIGGER}/poll/readDetails.ts`,
		from: 'if (source.isRateLimit(failure)) {',
		to: 'if (source.isRateLimit(failure) && source.now() < 0) {',
	},
	{
		name: 'as many at once under a limit that refuses all as before it',
		file: 'nodes/retell/http/pace.ts',
		from: 'inVain.push(now);',
		to: 'inVain = [now];',
	},
	{
		name: 'chats whose details fail together wait one after the other',
		file: `${TRIGGER}/poll/details.ts`,
		from: 'memory.failing.get(chat.chat_id) ?? memory.noneSince ?? now;\n\t\treturn',
		to: 'memory.failing.get(chat.chat_id) ?? now;\n\t\treturn',
	},
];
