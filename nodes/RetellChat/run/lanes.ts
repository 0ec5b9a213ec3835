import { sleep } from 'n8n-workflow';

/**
 * Works on items in parallel, at most so many at a time, begun in order. Those of the same lane are
 * worked on one after the other, in their order, and hold up no others.
 *
 * To find an item's lane, n8n evaluates parameters, which takes it long. So this is done ahead, while
 * the requests of other items are under way; `laneOf` must remember what it found.
 *
 * @param work must not throw
 * @param isOver when true, no other item is begun
 */
export async function inLanes<Item>(
	items: Item[],
	laneOf: (item: Item) => string | undefined,
	most: number,
	work: (item: Item) => Promise<void>,
	isOver: () => boolean = () => false,
): Promise<void> {
	const left = items.entries();
	const lanes = new Map<string, Item[]>();
	let begun = 0;
	let done = false;

	const worker = async () => {
		for (const [index, item] of left) {
			if (isOver()) return;
			begun = index;
			const lane = laneOf(item);
			const queue = lane === undefined ? undefined : lanes.get(lane);
			if (queue) {
				queue.push(item);
				continue;
			}
			const mine = [item];
			if (lane !== undefined) lanes.set(lane, mine);
			// The list can grow meanwhile: others put the items of this lane into it.
			for (const each of mine) if (!isOver()) await work(each);
			if (lane !== undefined) lanes.delete(lane);
		}
	};

	const lookAhead = async () => {
		for (let index = 0; !done && !isOver() && index < items.length; index = Math.max(index, begun) + 1) {
			for (const item of items.slice(index, index + 1)) laneOf(item);
			await sleep(0);
		}
	};

	const ahead = lookAhead();
	await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
	done = true;
	await ahead;
}
