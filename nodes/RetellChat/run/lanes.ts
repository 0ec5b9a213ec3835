import { sleep } from 'n8n-workflow';

import { eachInParallel } from '../../retell/parallel';

/**
 * Works on items in parallel, at most so many at a time, begun in order. Those of the same lane are
 * worked on one after the other, in their order, and hold up no others.
 *
 * To find an item's lane, n8n evaluates parameters, which is slow. So this is done ahead, while
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
	const lanes = new Map<string, Item[]>();
	let begun = 0;
	let done = false;

	const workInLane = (item: Item, index: number) => {
		begun = index;
		const lane = laneOf(item);
		if (lane === undefined) return work(item);
		const queue = lanes.get(lane);
		if (!queue) return workThrough(lane, item);
		queue.push(item);
		return undefined;
	};
	const workThrough = async (lane: string, first: Item) => {
		const queue = [first];
		lanes.set(lane, queue);
		// It can grow meanwhile: other workers put the items of this lane into it.
		for (const item of queue) if (!isOver()) await work(item);
		lanes.delete(lane);
	};

	const lookAhead = async () => {
		for (let index = 0; !done && !isOver() && index < items.length; index = Math.max(index, begun) + 1) {
			const item = items[index];
			if (item !== undefined) laneOf(item);
			await sleep(0);
		}
	};

	const ahead = lookAhead();
	await eachInParallel(items, most, workInLane, isOver);
	done = true;
	await ahead;
}
