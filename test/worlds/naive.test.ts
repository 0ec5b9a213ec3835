import { afterNewestEnd, sinceLastPoll } from './naive-triggers.ts';
import { trySeed } from './trial.ts';

const WORLDS = 60;

/** In how many worlds a trigger loses chats. */
async function worldsWithLoss(makeNode: Parameters<typeof trySeed>[1]): Promise<number> {
	let count = 0;
	for (let seed = 1; seed <= WORLDS; seed++) {
		const { breaches } = await trySeed(seed, makeNode);
		if (breaches.some(({ kind }) => kind === 'loss')) count += 1;
	}
	return count;
}

describe('The worlds catch the usual triggers', () => {
	it('that ask for what ended since the last poll', async () => {
		expect(await worldsWithLoss(sinceLastPoll)).toBeGreaterThan(WORLDS / 2);
	});

	it('that ask for what ended after the newest end', async () => {
		expect(await worldsWithLoss(afterNewestEnd)).toBeGreaterThan(WORLDS / 2);
	});
});
