// The clock of the machine that n8n runs on is wrong, or jumps.
import { HOUR, MINUTE } from '../../tools/times.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, live } = world;

/** Sets the host's clock wrong; the server's stays right. */
function shiftHost(by: number): void {
	const { sandbox, time } = world;
	time.setHostClock(Date.now() + by);
	sandbox.clock.advance(-by);
}

test.each([HOUR, -HOUR, 24 * HOUR, -24 * HOUR])(
	'a jump of %i ms between polls: nothing lost, nothing repeated',
	async (jump) => {
		const trigger = await publish();
		const before = await live(trigger, { times: 5 });
		shiftHost(jump);
		const off = await live(trigger, { times: 35 });
		shiftHost(-jump);
		const after = await live(trigger, { times: 35 });
		const lives = [before, off, after];
		const outcomes = [...lives.flatMap((each) => each.outcomes), ...(await poll(trigger, { times: 3 }))];
		expect(errorsOf(outcomes)).toEqual([]);
		expect(idsOf(outcomes)).toEqual(lives.flatMap(({ chats }) => chats));
	},
);

test('published during an outage with a wrong clock: what ends from then on, nothing before', async () => {
	const { sandbox, time } = world;
	endChat();
	time.pass(MINUTE);
	shiftHost(HOUR);
	const broken = sandbox.faults.add({ kind: 'dropBefore' });
	const trigger = await publish();
	time.pass(MINUTE);
	const id = endChat();
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([id]);
});
