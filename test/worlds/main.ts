// Lives through many worlds with the built trigger, on all cores:
//   npm run worlds -- --seeds 5000 [--from 1]    npm run worlds -- --seed 123 [--verbose]
import '../quiet.js';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { join, resolve } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { tell } from './story.ts';
import { describe, figuresOf } from './summary.ts';
import { shrink, trySeed } from './trial.ts';
import type { MakeNode } from './run.ts';

const root = join(import.meta.dirname, '..', '..');
const BATCH = 10;

/** What a worker tells of its worlds. */
interface Told {
	figures: ReturnType<typeof figuresOf>[];
	stories: string[];
}

interface WorkerData {
	shrinks: boolean;
	dist: string;
}

function builtNode(dist: string): MakeNode {
	const require = createRequire(import.meta.url);
	const path = join(resolve(root, dist), 'nodes', 'RetellChatTrigger', 'RetellChatTrigger.node.js');
	const { RetellChatTrigger } = require(path) as { RetellChatTrigger: new () => INodeType };
	return () => new RetellChatTrigger();
}

function work(port: NonNullable<typeof parentPort>): void {
	const { shrinks, dist } = workerData as WorkerData;
	const makeNode = builtNode(dist);
	port.on('message', (seeds: number[]) => {
		void (async () => {
			const told: Told = { figures: [], stories: [] };
			for (const seed of seeds) {
				const trial = await trySeed(seed, makeNode);
				told.figures.push(figuresOf(trial));
				if (trial.breaches.length === 0) continue;
				const { record, breaches } = shrinks ? await shrink(seed, makeNode) : trial;
				told.stories.push(tell(record, breaches));
			}
			port.postMessage(told);
		})();
	});
	port.postMessage({ figures: [], stories: [] } satisfies Told);
}

/** Shares the seeds out among workers. Returns whether all went well. */
async function runAll(from: number, count: number, data: WorkerData): Promise<boolean> {
	const worlds: Told['figures'] = [];
	let next = from;
	let failed = 0;
	const began = performance.now();
	const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`;
	const oneWorker = () =>
		new Promise<void>((resolve, reject) => {
			const worker = new Worker(new URL(import.meta.url), { workerData: data });
			worker.on('error', reject);
			worker.on('message', ({ figures, stories }: Told) => {
				worlds.push(...figures);
				for (const story of stories) if (++failed <= 20) console.log(`${story}\n`);
				if (worlds.length > 0 && worlds.length % 250 < BATCH)
					console.log(`${worlds.length} of ${count} worlds, ${failed} failed, ${seconds()}`);
				const seeds = Array.from({ length: Math.min(BATCH, from + count - next) }, (_, index) => next + index);
				next += seeds.length;
				if (seeds.length > 0) worker.postMessage(seeds);
				else void worker.terminate().then(() => resolve());
			});
		});
	const workers = Math.min(availableParallelism(), Math.ceil(count / BATCH));
	await Promise.all(Array.from({ length: workers }, oneWorker));
	console.log(`${describe(worlds)}\n${seconds()}`);
	return failed === 0;
}

/** Tells one world, and the smallest in which the same is wrong. Returns whether all went well. */
async function runOne(seed: number, { dist, shrinks, verbose }: WorkerData & { verbose: boolean }): Promise<boolean> {
	const makeNode = builtNode(dist);
	const trial = await trySeed(seed, makeNode);
	console.log(tell(trial.record, trial.breaches, { verbose }));
	console.log(describe([figuresOf(trial)]));
	if (trial.breaches.length === 0) return true;
	if (shrinks) {
		const { record, breaches } = await shrink(seed, makeNode);
		const smallest = tell(record, breaches, { verbose: record.plan.chats.length <= 8 });
		console.log(`\nThe smallest world found:\n${smallest}`);
	}
	return false;
}

function numberOf(option: string, text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} takes a number from 1`);
	return number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			seed: { type: 'string' },
			seeds: { type: 'string', default: '500' },
			from: { type: 'string', default: '1' },
			verbose: { type: 'boolean', default: false },
			'no-shrink': { type: 'boolean', default: false },
			// Another build than the usual one.
			dist: { type: 'string', default: 'dist' },
		},
	});
	const { seed, seeds, from, verbose, dist } = values;
	const data = { shrinks: !values['no-shrink'], dist };
	const isWell = await (seed === undefined
		? runAll(numberOf('from', from), numberOf('seeds', seeds), data)
		: runOne(numberOf('seed', seed), { ...data, verbose }));
	process.exitCode = isWell ? 0 : 1;
}

if (isMainThread) await main();
else if (parentPort) work(parentPort);
