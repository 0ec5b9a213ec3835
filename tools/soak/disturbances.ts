import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect, Match } from '../sandbox/faults.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { chooseByWeight, createRandom, type Random } from '../sandbox/random.ts';
import type { RateLimit } from '../sandbox/rate-limit.ts';
import type { Chronicle } from './chronicle.ts';
import type { Site } from './site.ts';
import type { Supervised } from './supervise.ts';

interface Scene {
	site: Site;
	sandbox: Sandbox;
	chronicle: Chronicle;
}

interface Kind {
	weight: number;
	name: string;
	/** Draws what is open about it; nothing may be drawn later, or a seed would not give the same order again. */
	draw: (random: Random) => { detail: string; run: (scene: Scene) => Promise<void> };
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const between = (random: Random, low: number, high: number) => low + random.below(high - low + 1);

function ofN8n(
	name: string,
	weight: number,
	signal: 'SIGKILL' | 'SIGTERM',
	which: (site: Site, random: number) => Supervised[],
): Kind {
	return {
		weight,
		name,
		draw: (random) => {
			const [downMs, choice] = [between(random, 0, 8_000), random.below(2)];
			const run = async ({ site }: Scene) => {
				const all = which(site, choice);
				await Promise.all(all.map((each) => each.end(signal, downMs)));
				await Promise.all(all.map((each) => each.up()));
			};
			return { detail: `started again after ${seconds(downMs)}`, run };
		},
	};
}

function service(
	name: string,
	which: 'redis' | 'postgres',
	weight: number,
	signals: NodeJS.Signals[],
	mostMs: number,
): Kind {
	return {
		weight,
		name,
		draw: (random) => {
			const downMs = between(random, 0, mostMs);
			const signal = signals[random.below(signals.length)] ?? 'SIGINT';
			const run = async ({ site, chronicle }: Scene) => {
				const from = Date.now();
				const { start } = await site.backend.stop(which, signal);
				await sleep(downMs);
				await start();
				chronicle.interrupted(which, from);
			};
			return { detail: `${signal}, ${seconds(downMs)}`, run };
		},
	};
}

const N8N: readonly Kind[] = [
	ofN8n('main killed', 3, 'SIGKILL', ({ main }) => [main]),
	ofN8n('main restarted', 1, 'SIGTERM', ({ main }) => [main]),
	ofN8n('a worker killed', 3, 'SIGKILL', ({ workers }, choice) => [workers[choice === 0 ? 0 : 1]]),
	ofN8n('a worker restarted', 1, 'SIGTERM', ({ workers }, choice) => [workers[choice === 0 ? 0 : 1]]),
	ofN8n('both workers killed', 1, 'SIGKILL', ({ workers }) => workers),
	service('Redis restarted', 'redis', 2, ['SIGINT', 'SIGKILL'], 12_000),
	// At SIGQUIT, PostgreSQL ends at once, and recovers as after a crash.
	service('PostgreSQL restarted', 'postgres', 2, ['SIGINT', 'SIGQUIT'], 8_000),
];

function fault(name: string, weight: number, effect: Effect, [low, high]: [number, number], match: Match = {}): Kind {
	return {
		weight,
		name,
		draw: (random) => {
			const ms = between(random, low, high);
			const run = async ({ sandbox }: Scene) => {
				const handle = sandbox.faults.add({ ...effect, ...match });
				await sleep(ms);
				handle.remove();
			};
			return { detail: seconds(ms), run };
		},
	};
}

const RETRY_AFTER: ReadonlyArray<RateLimit['retryAfter']> = ['seconds', 'date', 'retry-after-ms', 'none'];

const rateLimited: Kind = {
	weight: 3,
	name: 'Retell limits the rate',
	draw: (random) => {
		const ms = between(random, 15_000, 45_000);
		const limit = { perSecond: between(random, 1, 3), retryAfter: RETRY_AFTER[random.below(4)] ?? 'none' };
		const run = async ({ sandbox }: Scene) => {
			sandbox.rateLimit = limit;
			await sleep(ms);
			sandbox.rateLimit = null;
		};
		return { detail: `to ${limit.perSecond} a second for ${seconds(ms)}`, run };
	},
};

const RETELL: readonly Kind[] = [
	fault('Retell cuts connections', 2, { kind: 'dropBefore' }, [5_000, 45_000]),
	fault('Retell answers 503', 2, { kind: 'status', status: 503 }, [5_000, 45_000]),
	fault('Retell works and answers 500', 2, { kind: 'statusAfterWork', status: 500 }, [5_000, 20_000]),
	fault('Retell works and cuts the connection', 2, { kind: 'dropAfter' }, [5_000, 20_000]),
	fault('Retell answers half', 1, { kind: 'truncate' }, [5_000, 20_000]),
	fault('Retell answers HTML', 1, { kind: 'garbage', body: '<html>Please stand by</html>' }, [5_000, 20_000]),
	fault('Retell is slow', 3, { kind: 'latency', ms: 1_000, jitterMs: 5_000 }, [15_000, 45_000]),
	fault('Retell answers a list never', 1, { kind: 'hang' }, [15_000, 20_000], { path: '/v3/list-chats', times: 2 }),
	rateLimited,
];

/** Disturbs again and again, one after the other, until it is time. */
async function disturb(
	scene: Scene,
	kinds: readonly Kind[],
	random: Random,
	calm: [number, number],
	until: number,
): Promise<void> {
	for (;;) {
		const [kind, calmMs] = [chooseByWeight(kinds, random), between(random, ...calm)];
		const drawn = kind?.draw(random);
		if (Date.now() + calmMs > until) return;
		await sleep(calmMs);
		if (!kind || !drawn) continue;
		scene.chronicle.count(kind.name);
		scene.chronicle.tell(`  ${drawn.detail}`);
		await drawn.run(scene);
	}
}

/** Disturbs n8n and Retell, each in an order that the seed gives, so many ms long. */
export async function disturbAll(scene: Scene, seed: number, ms: number): Promise<void> {
	const until = Date.now() + ms;
	await Promise.all([
		disturb(scene, N8N, createRandom(seed), [8_000, 40_000], until),
		disturb(scene, RETELL, createRandom(seed + 1), [5_000, 30_000], until),
	]);
}
