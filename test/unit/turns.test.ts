import { inTurn } from '../../nodes/retell/turns.ts';

/** Work that goes on until it is told to end. */
function work() {
	let end = (_value: string) => {};
	let fail = (_reason: Error) => {};
	const outcome = new Promise<string>((resolve, reject) => {
		end = resolve;
		fail = reject;
	});
	return { outcome, end, fail };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('work of one name goes one after the other, other work at once', async () => {
	const begun: string[] = [];
	const [first, other] = [work(), work()];
	const start = (name: string, title: string, outcome: Promise<string>) =>
		inTurn(name, () => {
			begun.push(title);
			return outcome;
		});
	const one = start('a', 'first', first.outcome);
	const two = start('a', 'second', Promise.resolve('two'));
	const three = start('b', 'other', other.outcome);
	await settled();
	expect(begun).toEqual(['first', 'other']);
	first.end('one');
	other.end('three');
	expect(await Promise.all([one, two, three])).toEqual(['one', 'two', 'three']);
	expect(begun).toEqual(['first', 'other', 'second']);
});

test('what one work throws is its own', async () => {
	const first = work();
	const one = inTurn('a', () => first.outcome);
	const two = inTurn('a', () => Promise.resolve('two'));
	first.fail(new Error('no'));
	await expect(one).rejects.toThrow('no');
	expect(await two).toBe('two');
});
