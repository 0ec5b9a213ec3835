// How close the pace comes to what a limit allows, in virtual time.
import { install } from '@sinonjs/fake-timers';

import { createGate } from '../../nodes/retell/http/gate.ts';
import { createPace } from '../../nodes/retell/http/pace.ts';
import type { Refusal } from '../../nodes/retell/http/refusals.ts';

interface Server {
	perSecond: number;
	latency: number;
	/** Whether it lets so many pass in any second, or refills a bucket of as many. */
	counts: 'any second' | 'a bucket';
	/** In what it tells how long to wait, ms. */
	unit: number;
}

type Sent = { answer: true } | { refusal: Refusal };

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Gives the ms after which the next request passes; undefined if this one does. */
function limiterOf({ perSecond, counts }: Server): () => number | undefined {
	let passed: number[] = [];
	let tokens = perSecond;
	let refilledAt = Date.now();
	if (counts === 'any second')
		return () => {
			passed = passed.filter((at) => at > Date.now() - 1000);
			if (passed.length >= perSecond) return (passed.at(-perSecond) ?? 0) + 1000 - Date.now();
			passed.push(Date.now());
			return undefined;
		};
	return () => {
		tokens = Math.min(perSecond, tokens + ((Date.now() - refilledAt) / 1000) * perSecond);
		refilledAt = Date.now();
		if (tokens < 1) return ((1 - tokens) / perSecond) * 1000;
		tokens--;
		return undefined;
	};
}

test.each<Server & { chance: number }>([
	{ perSecond: 20, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 20, latency: 50, counts: 'any second', unit: 1000, chance: 1 },
	{ perSecond: 20, latency: 50, counts: 'any second', unit: 1, chance: 0.5 },
	{ perSecond: 20, latency: 4, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 20, latency: 100, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 10, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 60, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 120, latency: 50, counts: 'any second', unit: 1000, chance: 0.5 },
	{ perSecond: 20, latency: 50, counts: 'a bucket', unit: 1000, chance: 0.5 },
	{ perSecond: 20, latency: 50, counts: 'a bucket', unit: 1000, chance: 1 },
])(
	'$perSecond a second, counted by $counts, told in $unit ms, answered in $latency ms: a tenth above the least time at most',
	async ({ chance, ...server }) => {
		const { perSecond, latency, unit } = server;
		const clock = install({ now: 1_800_000_000_000, loopLimit: 10_000_000 });
		try {
			const count = 25 * perSecond;
			const nextIn = limiterOf(server);
			let refused = 0;
			const send = async (): Promise<Sent> => {
				await wait(latency / 2);
				const ms = nextIn();
				await wait(latency / 2);
				if (ms === undefined) return { answer: true };
				refused++;
				return {
					refusal: { kind: 'rateLimited', status: 429, said: '', retryAfterMs: Math.ceil(ms / unit) * unit },
				};
			};
			const line = createGate(createPace(() => chance)).join(32);
			const began = Date.now();
			let ended = 0;
			const each = async () => {
				await line.send(send, { kind: 'PATCH end-chat' });
				ended = Date.now() - began;
			};
			const all = Promise.all(Array.from({ length: count }, each));
			await clock.runAllAsync();
			await all;
			expect(refused).toBeLessThanOrEqual(count * 0.05);
			expect(ended).toBeLessThanOrEqual(1.1 * (((count - perSecond) / perSecond) * 1000 + latency));
		} finally {
			clock.uninstall();
		}
	},
);
