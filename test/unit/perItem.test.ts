// What an item says is read once, however often the runner and the operation ask for it.
import { sendMessage } from '../../nodes/RetellChat/resources/chat/sendMessage.ts';
import { perItem, type Item, type Run } from '../../nodes/RetellChat/run/operation.ts';

const neverSends = () => Promise.reject(new Error('nothing is to be sent'));

/** An execution that nobody stops. */
const CALM = {
	sent: { onceOnly: false },
	credentialId: '1',
	executionNumber: NaN,
	signal: undefined,
	cancelled: () => new Error('cancelled'),
	check: () => undefined,
	log: () => {},
	atEnd: [],
};

/** An item with these parameters. */
function itemOf(parameters: Record<string, unknown>): Item {
	const caller = {
		itemOf: () => undefined,
		respond: neverSends,
		findResponder: () => undefined,
		isManual: false,
		isTool: false,
	};
	const run: Run = { send: neverSends, pause: neverSends, items: [], parallel: 1, caller, ...CALM };
	const get = (name: string) => parameters[name];
	const item: Item = { index: 0, get, getTemplate: get, evaluate: get, send: neverSends, timezone: 'UTC', run };
	run.items.push(item);
	return item;
}

test("a session's metadata are looked at once for its lane, its message and the search for its chat", async () => {
	let reads = 0;
	const metadata = {
		get order() {
			reads++;
			return 7;
		},
	};
	const item = itemOf({
		conversation: 'session',
		agentId: 'agent_1',
		agentVersion: 'latest_published',
		sessionKey: 'ada',
		message: 'hi',
		additionalFields: { metadata },
	});
	expect(sendMessage.lane?.(item)).toBe('["1","agent_1","ada"]');
	const once = reads;
	expect(once).toBeGreaterThan(0);
	sendMessage.lane?.(item);
	await expect(sendMessage.execute(item)).rejects.toThrow('nothing is to be sent');
	expect(reads).toBe(once);
});

test('what reading an item threw is thrown each time, and other items are read by themselves', () => {
	let reads = 0;
	const read = perItem(({ get }) => {
		reads++;
		if (get('value') === undefined) throw new Error('no value');
		return get('value');
	});
	const [good, bad] = [itemOf({ value: 7 }), itemOf({})];
	expect([read(good), read(good)]).toEqual([7, 7]);
	expect(() => read(bad)).toThrow('no value');
	expect(() => read(bad)).toThrow('no value');
	expect(reads).toBe(2);
});
