// The account of a soak must see what went wrong, and must not blame n8n for it without a reason.
import { accountOf, unexplainedIn, type Facts } from '../../tools/soak/account.ts';
import type { Execution } from '../../tools/soak/audit.ts';

const AT = 1_700_000_000_000;

function execution(id: string, chats: string[], change: Partial<Execution> = {}): Execution {
	return { id, workflow: 'w', mode: 'trigger', status: 'success', at: AT, chats, begun: 1, ...change };
}

function facts(change: Partial<Facts> = {}): Facts {
	return {
		ended: ['chat_1', 'chat_2'],
		stored: new Map([
			['chat_1', AT],
			['chat_2', AT],
		]),
		polled: [execution('1', ['chat_1', 'chat_2'])],
		withoutData: new Set(),
		rows: ['chat_1', 'chat_2'],
		told: [{ chat: 'chat_1', takenAt: AT, refusedBefore: false, metStartPage: false }],
		instant: [execution('2', ['chat_1'], { mode: 'webhook' })],
		written: [{ person: 'Person 1', text: 'Hello', status: 200, reply: 'You said: Hello' }],
		arrived: new Map([['Hello', 1]]),
		answering: [execution('3', [], { mode: 'webhook' })],
		saidUnsent: new Set(),
		begunTwice: new Set(),
		interruptions: [],
		...change,
	};
}

const main = (from: number) => ({ who: 'main', from, to: from });

/** The names of what is not explained. */
const faults = (change: Partial<Facts>) => unexplainedIn(accountOf(facts(change))).map(({ name }) => name);

function countOf(change: Partial<Facts>, name: RegExp): number {
	const found = accountOf(facts(change))
		.flatMap(({ lines }) => lines)
		.filter((line) => name.test(line.name));
	expect(found).toHaveLength(1);
	return found[0]?.count ?? 0;
}

test('where all went well, nothing is left to explain', () => {
	expect(faults({})).toEqual([]);
	expect(countOf({}, /^delivered once/)).toBe(2);
});

describe('a chat that no execution has', () => {
	const lost = { polled: [execution('1', ['chat_1'])], rows: ['chat_1'] };

	test('was lost by the trigger, if nothing happened to n8n when it stored the state', () => {
		expect(faults(lost)).toEqual(['lost for another reason']);
		expect(faults({ ...lost, interruptions: [main(AT - 30_000), main(AT + 60_000)] })).toEqual([
			'lost for another reason',
		]);
		expect(faults({ ...lost, interruptions: [{ who: 'worker 1', from: AT + 10, to: AT + 10 }] })).toEqual([
			'lost for another reason',
		]);
	});

	test('was lost by the trigger, if the state does not have it either', () => {
		const stored = new Map([['chat_1', AT]]);
		expect(faults({ ...lost, stored, interruptions: [main(AT + 10)] })).toEqual(['lost for another reason']);
	});

	test('was lost by n8n, if that ended between its two writes, or had no database', () => {
		for (const interruption of [main(AT + 10), { who: 'postgres', from: AT - 20_000, to: AT - 15_000 }]) {
			expect(faults({ ...lost, interruptions: [interruption] })).toEqual([]);
			expect(countOf({ ...lost, interruptions: [interruption] }, /^lost by n8n/)).toBe(1);
		}
	});
});

describe('a chat that two executions have', () => {
	const twice = { polled: [execution('1', ['chat_1', 'chat_2']), execution('4', ['chat_1'], { at: AT + 20_000 })] };

	test('was repeated by the trigger, if n8n had stored that it was delivered, or did not end', () => {
		expect(faults(twice)).toEqual(['delivered again for another reason']);
		expect(faults({ ...twice, interruptions: [main(AT + 500)] })).toEqual(['delivered again for another reason']);
		const stored = new Map([['chat_1', AT + 20_000]]);
		expect(faults({ ...twice, stored })).toEqual(['delivered again for another reason']);
		expect(faults({ ...twice, stored, interruptions: [main(AT - 5_000), main(AT + 25_000)] })).toEqual([
			'delivered again for another reason',
		]);
	});

	test('was repeated by n8n, if that ended before it had stored it', () => {
		const explained = { ...twice, stored: new Map([['chat_1', AT + 20_000]]), interruptions: [main(AT + 5)] };
		expect(faults(explained)).toEqual([]);
		expect(countOf(explained, /^delivered again: n8n/)).toBe(1);
	});

	test('was not, if one of them is the other, run again', () => {
		const polled = [
			execution('1', ['chat_1', 'chat_2'], { status: 'crashed' }),
			execution('4', ['chat_1', 'chat_2'], { mode: 'retry' }),
		];
		expect(faults({ polled })).toEqual([]);
		expect(countOf({ polled }, /run again in the end/)).toBe(1);
	});
});

describe('a row', () => {
	test('must be there, once', () => {
		expect(faults({ rows: ['chat_1', 'chat_2', 'chat_2'] })).toEqual(['chats with more than one row']);
		expect(faults({ rows: ['chat_1'] })).toEqual(['chats without a row for another reason']);
	});

	test('is missing where n8n has lost the data of the execution', () => {
		expect(faults({ rows: [], withoutData: new Set(['1']) })).toEqual([]);
	});
});

describe('a message', () => {
	test('must not be sent twice, unless n8n ran its execution twice', () => {
		const arrived = new Map([['Hello', 2]]);
		expect(faults({ arrived })).toEqual(['sent twice for another reason']);
		expect(faults({ arrived, begunTwice: new Set(['Hello']) })).toEqual([]);
	});

	test('must be sent if it was answered, and not be sent if the error says so', () => {
		expect(faults({ arrived: new Map() })).toEqual(['answered, but not sent']);
		expect(faults({ saidUnsent: new Set(['Hello']) })).toEqual(['sent, although the error said that they were not']);
	});

	test('may be lost where nobody got an answer', () => {
		const written = [{ person: 'Person 1', text: 'Hello', status: null, reply: '' }];
		expect(faults({ written, arrived: new Map() })).toEqual([]);
		expect(countOf({ written, arrived: new Map() }, /: not sent/)).toBe(1);
	});
});

describe('the end of a chat, told by a webhook,', () => {
	const told = (takenAt: number | null, refusedBefore = false, metStartPage = false) => ({
		told: [{ chat: 'chat_1', takenAt, refusedBefore, metStartPage }],
	});

	test('must start the workflow, if n8n took it and did not end', () => {
		expect(faults({ instant: [] })).toEqual(['taken, and lost for another reason']);
		expect(faults({ instant: [], interruptions: [main(AT + 100)] })).toEqual([]);
		expect(faults({ instant: [], ...told(null) })).toEqual([]);
		expect(faults({ instant: [], ...told(null, false, true) })).toEqual([]);
		expect(countOf({ instant: [], ...told(null, false, true) }, /while it started/)).toBe(1);
		expect(faults({ instant: [], ...told(AT, false, true) })).toEqual(['taken, and lost for another reason']);
		expect(faults({ instant: [], ...told(AT, true) })).toEqual([
			'taken as a duplicate of an attempt that n8n had answered with an error',
		]);
	});

	test('must not start it twice, if n8n did not end', () => {
		const instant = [execution('2', ['chat_1']), execution('5', ['chat_1'], { at: AT + 4_000 })];
		expect(faults({ instant })).toEqual(['started the workflow twice for another reason']);
		expect(faults({ instant, interruptions: [main(AT + 100)] })).toEqual([]);
	});
});
