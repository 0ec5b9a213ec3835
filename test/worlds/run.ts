import type { INodeType } from 'n8n-workflow';
import { createDice } from './dice.ts';
import { createEngine } from './engine.ts';
import { awaited } from './expected.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { ORIGIN, chatsPerPoll, lengthOf, type EnginePlan, type WorldPlan } from './plan.ts';
import type { WorldRecord } from './record.ts';
import { createWorldServer } from './server.ts';
import { virtualTime } from '../host/time.ts';

/** Makes the trigger. Each process of n8n gets one of its own. */
export type MakeNode = () => INodeType;

interface Appointment {
	at: number;
	keep: () => void;
}

/** Lives through a world: the planned time, and a calm one after it in which all must arrive. */
export async function runWorld(plan: WorldPlan, makeNode: MakeNode): Promise<WorldRecord> {
	const record: WorldRecord = {
		plan,
		polls: [],
		deliveries: [],
		epochs: [],
		lostByN8n: new Set(),
		forgottenByN8n: new Map(),
		events: [],
		seen: [],
		closedAt: 0,
	};
	const time = virtualTime({ start: ORIGIN });
	const isBusy = () => engine.busy();
	const random = seedRandom(plan.seed);
	const engine = createEngine(plan, { time, server: createWorldServer(plan, time), record, makeNode });
	// What goes wrong in the simulator itself must not pass for a quiet world.
	const run = (work: Promise<void>) => void work.catch((error: unknown) => broken.push(error));
	const broken: unknown[] = [];

	const happen = (event: EnginePlan) => {
		if (event.kind === 'handOff') engine.arm(event.accident);
		else if (event.kind === 'restart') run(engine.restart('init'));
		else if (event.kind === 'leaderChange') run(engine.restart('leadershipChange'));
		else if (event.kind === 'republish') run(engine.republish());
		else if (event.kind === 'manualFetch') run(engine.manualFetch());
		else for (let times = 0; times < 2; times++) run(engine.tick());
	};

	try {
		const agenda: Appointment[] = [
			...plan.hostClock.map(({ at, by }) => ({ at, keep: () => time.setHostClock(time.now() + by) })),
			...plan.engine.map((event) => ({ at: event.at, keep: () => happen(event) })),
			...plan.settings.slice(1).map(({ at }) => ({ at, keep: () => run(engine.republish()) })),
			...Array.from({ length: plan.polls }, (_, index) => ({
				at: ORIGIN + index * plan.intervalMs,
				keep: () => run(engine.tick()),
			})),
		];
		for (const { at, keep } of agenda.sort((a, b) => a.at - b.at)) {
			await time.advanceTo(at, isBusy);
			keep();
		}
		await close(
			record,
			(at) => time.advanceTo(at, isBusy),
			() => run(engine.tick()),
		);
	} finally {
		record.closedAt = time.now();
		time.restore();
		random.restore();
	}
	if (broken.length > 0) throw broken[0];
	return record;
}

/** Makes chance the same for the same world: the node waits a little longer or shorter by it. */
function seedRandom(seed: number): { restore: () => void } {
	const original = Math.random;
	const dice = createDice(seed, 'node');
	Math.random = () => dice.between(0, 999_999) / 1_000_000;
	return { restore: () => void (Math.random = original) };
}

/** Polls in calm until everything has arrived, or until it should have. */
async function close(record: WorldRecord, advanceTo: (at: number) => Promise<void>, tick: () => void): Promise<void> {
	const { plan } = record;
	const interval = Math.min(Math.max(plan.intervalMs, 10 * MINUTE), 30 * MINUTE);
	const patience = Math.max(...plan.settings.map(({ value }) => value.analysisTimeout)) * MINUTE + 3 * HOUR;
	const most = Math.ceil(patience / interval) + Math.ceil((2 * plan.chats.length) / chatsPerPoll(plan));
	let at = ORIGIN + lengthOf(plan);
	let calm = 0;
	for (let poll = 1; poll <= most && calm < 2; poll++) {
		at += interval;
		await advanceTo(at);
		if (awaited(record, at).length === 0) calm += 1;
		tick();
	}
	await advanceTo(at + interval);
}
