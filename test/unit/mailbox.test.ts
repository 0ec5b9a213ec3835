// The messages of one session in a process: in order, one at a time, combined where they come close to one another.
import fc from 'fast-check';

import { post, type Combining } from '../../nodes/retell/sessions/mailbox.ts';

const COMBINING: Combining = { within: 30, most: 80 };

interface Writing {
	at: number;
	combines: boolean;
	/** The number of its execution. */
	execution?: number;
	/** How long its sending takes, if it is sent. */
	takes: number;
	cancelAt?: number;
}

interface Sending {
	texts: string[];
	from: number;
	to: number;
}

type End = 'sent' | 'together' | 'cancelled';

let sessions = 0;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const pass = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** What becomes of messages that executions of one process send to one session. */
async function write(writings: Writing[]) {
	const session = `session ${sessions++}`;
	const start = Date.now();
	const now = () => Date.now() - start;
	const sendings: Sending[] = [];
	const ends: End[] = [];
	const run = async ({ at, combines, takes, execution, cancelAt = Infinity }: Writing, index: number) => {
		await pass(at);
		const letter = post(session, { text: `${index}`, combining: combines ? COMBINING : undefined, execution });
		const cancelling = new AbortController();
		if (cancelAt <= at) cancelling.abort();
		else if (cancelAt < Infinity) setTimeout(() => cancelling.abort(), cancelAt - at);
		const turn = await letter.turn(cancelling.signal);
		if (turn === 'cancelled' || 'together' in turn) {
			ends[index] = turn === 'cancelled' ? 'cancelled' : 'together';
			return;
		}
		const sending = { texts: turn.take(), from: now(), to: Infinity };
		sendings.push(sending);
		await pass(takes);
		sending.to = now();
		ends[index] = 'sent';
		turn.end({ chatId: 'chat_a' });
	};
	const all = Promise.all(writings.map(run));
	await jest.advanceTimersByTimeAsync(60_000);
	await all;
	return { sendings, ends };
}

const writings = fc
	.array(
		fc.record(
			{
				at: fc.nat(400),
				combines: fc.constantFrom(true, true, true, false),
				takes: fc.nat(100),
				cancelAt: fc.nat(500),
			},
			{ requiredKeys: ['at', 'combines', 'takes'] },
		),
		{ minLength: 1, maxLength: 12 },
	)
	.map((all) => all.sort((a, b) => a.at - b.at));

test('each message that is not cancelled is sent once, in order, one after the other', async () => {
	const property = fc.asyncProperty(writings, async (all) => {
		const { sendings, ends } = await write(all);
		const sent = sendings.flatMap(({ texts }) => texts.map(Number));
		expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b));
		for (const [index, { cancelAt = 0 }] of all.entries()) {
			const sending = sendings.find(({ texts }) => texts.includes(`${index}`));
			// What another execution has taken along when its own is cancelled is on its way.
			if (ends[index] !== 'cancelled') expect(sending).toBeDefined();
			else if (sending) expect(sending.from).toBeLessThanOrEqual(cancelAt);
		}
		expect(ends).toHaveLength(all.length);
		for (const [index, { from }] of sendings.entries())
			expect(from).toBeGreaterThanOrEqual(sendings[index - 1]?.to ?? 0);
	});
	await fc.assert(property, { numRuns: 300 });
});

test('what is combined was written within the time, and none waits longer than it must', async () => {
	const property = fc.asyncProperty(writings, async (all) => {
		const { sendings } = await write(all);
		for (const [index, { texts, from }] of sendings.entries()) {
			const burst = texts.flatMap((text) => all[Number(text)] ?? []);
			const [first, last] = [burst[0], burst.at(-1)];
			if (texts.length > 1) expect(burst.every(({ combines }) => combines)).toBe(true);
			const due = first?.combines
				? Math.min((last?.at ?? 0) + COMBINING.within, first.at + COMBINING.most)
				: (first?.at ?? 0);
			expect(from).toBeGreaterThanOrEqual(due);
			// One that was cancelled, or that was being sent, may have held it up.
			const isHeldUp = all.some(({ cancelAt }) => cancelAt !== undefined) || (sendings[index - 1]?.to ?? 0) >= due;
			if (!isHeldUp) expect(from).toBe(due);
		}
	});
	await fc.assert(property, { numRuns: 300 });
});

test('three messages of a burst go as one, with the first execution', async () => {
	const { sendings, ends } = await write([0, 20, 45].map((at) => ({ at, combines: true, takes: 5 })));
	expect(sendings).toEqual([{ texts: ['0', '1', '2'], from: 75, to: 80 }]);
	expect(ends).toEqual(['sent', 'together', 'together']);
});

test('a burst is in the order of its executions, in whatever order n8n hands them over', async () => {
	const numbers = [7, 9, 8, 6];
	const { sendings, ends } = await write(
		numbers.map((execution, n) => ({ at: n * 10, combines: true, takes: 5, execution })),
	);
	expect(sendings).toEqual([{ texts: ['3', '0', '2', '1'], from: 60, to: 65 }]);
	expect(ends).toEqual(['together', 'together', 'together', 'sent']);
});

test('so are messages that wait while another is sent', async () => {
	const { sendings } = await write(
		[1, 4, 2, 3].map((execution, n) => ({ at: n * 5, combines: false, takes: 50, execution })),
	);
	expect(sendings.map(({ texts }) => texts[0])).toEqual(['0', '2', '3', '1']);
});

test('an earlier execution that comes after the turn has begun goes next', async () => {
	const session = `session ${sessions++}`;
	const own = await post(session, { text: 'second', execution: 2 }).turn();
	const late = post(session, { text: 'first', execution: 1 });
	if (own === 'cancelled' || 'together' in own) throw new Error('It has its turn');
	expect(own.take()).toEqual(['second']);
	own.end({ chatId: 'chat_a' });
	const next = await late.turn();
	expect(next !== 'cancelled' && 'take' in next && next.take()).toEqual(['first']);
});

test('somebody who keeps writing gets a reply all the same', async () => {
	const { sendings } = await write(Array.from({ length: 8 }, (_, n) => ({ at: n * 20, combines: true, takes: 0 })));
	expect(sendings.map(({ from }) => from)).toEqual([80, 170]);
	expect(sendings.map(({ texts }) => texts.length)).toEqual([5, 3]);
});

test('if the execution that waits is cancelled, another sends its own message and the others', async () => {
	const { sendings, ends } = await write([
		{ at: 0, combines: true, takes: 5, cancelAt: 25 },
		{ at: 10, combines: true, takes: 5 },
		{ at: 20, combines: true, takes: 5 },
	]);
	expect(ends).toEqual(['cancelled', 'sent', 'together']);
	expect(sendings).toMatchObject([{ texts: ['1', '2'], from: 50 }]);
});

test('a message whose execution is over before its turn holds up nobody', async () => {
	const session = `session ${sessions++}`;
	const [first, second, third] = ['one', 'two', 'three'].map((text) => post(session, { text }));
	const turn = await first?.turn();
	second?.withdraw();
	const next = third?.turn();
	if (turn === undefined || turn === 'cancelled' || 'together' in turn) throw new Error('The first one has its turn');
	expect(turn.take()).toEqual(['one']);
	turn.end({ chatId: 'chat_a' });
	expect(await next).toHaveProperty('take');
});
