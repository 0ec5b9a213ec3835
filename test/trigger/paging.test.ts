import { MINUTE, SECOND } from '../../tools/times.ts';
import { differenceOf, errorsOf, idsOf, refusing, smallPages, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll } = world;

/** Ends chats one after the other whose order of start is another one. */
function endSome(count: number, apart = SECOND): string[] {
	const now = Date.now();
	return Array.from({ length: count }, (_, index) =>
		endChat({
			end_timestamp: now + (index + 1) * apart,
			start_timestamp: now - ((index * 7) % count) * MINUTE,
		}),
	);
}

test.each(['right', 'absent'] as const)('pages of three rows, totals %s: the same, in order', async (totals) => {
	const { sandbox } = world;
	sandbox.quirks.totals = totals;
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 9 } } });
	sandbox.faults.add(smallPages(3));
	const chats = endSome(40);
	const outcomes = await poll(trigger, { times: 6 });
	expect(outcomes.map(({ ids }) => ids.length)).toEqual([9, 9, 9, 9, 4, 0]);
	expect(idsOf(outcomes)).toEqual(chats);
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
});

test('rows that come and go between two pages', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	const chats = endSome(12);
	const now = Date.now();
	let page = 0;
	const added: string[] = [];
	sandbox.faults.add({
		...smallPages(3),
		when: () => {
			page++;
			// Before the place where the reading is, after it, and at it.
			if (page === 2) added.push(endChat({ end_timestamp: now + 2_500, start_timestamp: now - 90 * MINUTE }));
			if (page === 3) sandbox.store.deleteChat(chats[0] ?? '');
			if (page === 3) added.push(endChat({ end_timestamp: now + 3_500, start_timestamp: now }));
			return true;
		},
	});
	const outcomes = await poll(trigger, { times: 40 });
	const ids = idsOf(outcomes);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.filter((id) => id !== chats[0]).sort()).toEqual([...chats.slice(1), ...added].sort());
	expect(errorsOf(outcomes)).toEqual([]);
});

test('a late failure in a poll: what was complete before is delivered in it', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 7_000 } } });
	const chats = endSome(7_000, 3);
	let ranges = 0;
	const broken = sandbox.faults.add(
		refusing(500, {
			// The third window of those that were cut out of the dense one.
			when: ({ rawBody }) => rawBody.includes('"bt"') && !rawBody.includes('pagination_key') && ++ranges > 2,
		}),
	);
	const [partial] = await poll(trigger);
	expect(partial?.error).toBeUndefined();
	expect(partial?.ids.length).toBeGreaterThan(0);
	expect(partial?.ids.length).toBeLessThan(7_000);
	broken.remove();
	const rest = await poll(trigger, { times: 3 });
	expect(differenceOf([...(partial?.ids ?? []), ...idsOf(rest)], chats)).toBeUndefined();
});
