// The clock of the machine that n8n runs on is wrong, or jumps.
import { HOUR, MINUTE } from '../../tools/times.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll } = world;

/** Sets the host's clock wrong; the server's stays right. */
function shiftHost(by: number): void {
	const { sandbox, time } = world;
	time.setHostClock(Date.now() + by);
	sandbox.clock.advance(-by);
}

test.each([
	[HOUR, 'chatEnded'],
	[-HOUR, 'chatEnded'],
	[HOUR, 'chatAnalyzed'],
	[-HOUR, 'chatAnalyzed'],
])('%i ms off, %s: nothing old, each chat once, marked when it is time', async (off, event) => {
	const { sandbox, time } = world;
	endChat({ end_timestamp: sandbox.clock.now() - 10 * MINUTE });
	shiftHost(off);
	const trigger = await publish({ parameters: { event } });
	time.pass(1_000);
	const now = sandbox.clock.now();
	const quick = endChat({ end_timestamp: now, analysisDelayMs: 0 });
	const slow = endChat({ end_timestamp: now + 1 });
	const first = idsOf(await poll(trigger, { times: 14 }));
	const then = idsOf(await poll(trigger, { times: 40 }));
	expect([first, then]).toEqual(event === 'chatEnded' ? [[quick, slow], []] : [[quick], [slow]]);
});

test.each([HOUR, -HOUR, 24 * HOUR, -24 * HOUR])(
	'a jump of %i ms between polls: nothing lost, nothing repeated',
	async (jump) => {
		const { sandbox } = world;
		const trigger = await publish();
		const chats: string[] = [];
		const delivered: unknown[] = [];
		const live = async (minutes: number) => {
			for (let minute = 0; minute < minutes; minute++) {
				chats.push(endChat({ end_timestamp: sandbox.clock.now() }));
				const outcomes = await poll(trigger);
				expect(errorsOf(outcomes)).toEqual([]);
				delivered.push(...idsOf(outcomes));
			}
		};
		await live(5);
		shiftHost(jump);
		await live(35);
		shiftHost(-jump);
		await live(35);
		delivered.push(...idsOf(await poll(trigger, { times: 3 })));
		expect(delivered).toEqual(chats);
	},
);

test('published during an outage with a wrong clock: what ends from then on, nothing before', async () => {
	const { sandbox, time } = world;
	const ended = () => endChat({ end_timestamp: sandbox.clock.now() });
	ended();
	time.pass(MINUTE);
	shiftHost(HOUR);
	const broken = sandbox.faults.add({ kind: 'dropBefore' });
	const trigger = await publish();
	time.pass(MINUTE);
	const id = ended();
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([id]);
});
