import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { tell } from './story.ts';
import { shrink, trySeed } from './trial.ts';

const WORLDS = 300;
const BATCH = 50;

const makeNode = () => new RetellChatTrigger();
const batches = Array.from({ length: WORLDS / BATCH }, (_, index) => 1 + index * BATCH);

describe('The trigger loses nothing and repeats nothing', () => {
	it.each(batches)(
		'in the worlds from %i on',
		async (first) => {
			for (let seed = first; seed < first + BATCH; seed++) {
				const { breaches } = await trySeed(seed, makeNode);
				if (breaches.length === 0) continue;
				const smallest = await shrink(seed, makeNode);
				throw new Error(`npm run worlds -- --seed ${seed}\n${tell(smallest.record, smallest.breaches)}`);
			}
		},
		300_000,
	);

	it('and a world lives the same life again', async () => {
		const [once, again] = [await trySeed(7, makeNode), await trySeed(7, makeNode)];
		expect(tell(again.record, [], { verbose: true })).toBe(tell(once.record, [], { verbose: true }));
	});
});
