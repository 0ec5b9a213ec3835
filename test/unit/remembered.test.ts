// What several webhook processes of one n8n tell each other of deliveries, by the text that n8n stores.
import { isSeen, readStored, textToStore, type Known, type Memory } from '../../nodes/retell/webhooks/remembered.ts';

const now = () => Date.now();
const key = 'aaaaaaaaaaa';
const in36 = (...times: number[]) => [key, ...times.map((time) => time.toString(36))].join(':');

function memoryOf(known?: Known): Memory {
	return { known: new Map(known ? [[key, known]] : []), text: undefined };
}

function read(text: string, known?: Known): Memory {
	const memory = memoryOf(known);
	readStored(memory, text);
	return memory;
}

// A process that starts later must start what was under way in one that was killed.
test('what another process is at is passed on as that', () => {
	const [at, since] = [now(), now() + 60_000];
	const memory = read(in36(at, since));
	expect(isSeen(memory.known.get(key), at)).toBe(true);
	expect(textToStore(memory, at)).toBe(in36(at, since));
});

test('what was under way before this process began counts for nothing', () => {
	expect(read(in36(now(), now() - 3_600_000)).known.size).toBe(0);
});

test('what another process was at, and has taken, is taken', () => {
	const at = now();
	const memory = read(in36(at, at + 60_000));
	readStored(memory, in36(at));
	expect(textToStore(memory, at)).toBe(in36(at));
});

test.each([
	['that another process is at since', [60_000, 61_000]],
	['that another process has taken since', [60_000]],
])('a delivery that this process refused, and %s, is seen', (_name, after) => {
	const at = now();
	const memory = read(in36(...after.map((ms) => at + ms)), { at, since: at, state: 'refused' });
	expect(isSeen(memory.known.get(key), at)).toBe(true);
});

test('what this process refused last, it takes again', () => {
	const at = now();
	const memory = read(in36(at - 5, at - 5), { at, since: at, state: 'refused' });
	expect(isSeen(memory.known.get(key), at)).toBe(false);
});
