// Lives through many worlds with the built trigger, on all cores:
//   npm run worlds -- --seeds 5000 [--from 1]    npm run worlds -- --seed 123 [--verbose]
import '../quiet.js';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { tell } from './story.ts';
import { describe, summaryOf, summed, type Summary } from './summary.ts';
import { shrink, trySeed } from './trial.ts';
import type { MakeNode } from './run.ts';

const root = join(import.meta.dirname, '..', '..');
const BATCH = 10;

/** What a worker tells. */
interface Told {
	summary: Summary;
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
			const told: Told = { summary: summed([]), stories: [] };
			for (const seed of seeds) {
				const trial = await trySeed(seed, makeNode);
				told.summary = summed([told.summary, summaryOf(trial)]);
				if (trial.breaches.length === 0) continue;
				const { record, breaches } = shrinks ? await shrink(seed, makeNode) : trial;
				told.stories.push(tell(record, breaches));
			}
			port.postMessage(told);
		})();
	});
	port.postMessage({ summary: summed([]), stories: [] } satisfies Told);
}

/** Shares the seeds out among workers. */
async function runAll(from: number, count: number, data: WorkerData): Promise<Summary> {
	let summary = summed([]);
	let next = from;
	let stories = 0;
	const began = performance.now();
	const oneWorker = () =>
		new Promise<void>((resolve, reject) => {
			const worker = new Worker(new URL(import.meta.url), { workerData: data });
			worker.on('error', reject);
			worker.on('message', ({ summary: more, stories: failed }: Told) => {
				summary = summed([summary, more]);
				for (const story of failed) if (++stories <= 20) console.log(`${story}\n`);
				if (summary.worlds > 0 && summary.worlds % 250 < BATCH) {
					console.log(
						`${summary.worlds} of ${count} worlds, ${summary.failed} failed, ${Math.round((performance.now() - began) / 1000)} s`,
					);
				}
				const seeds = Array.from({ length: Math.min(BATCH, from + count - next) }, (_, index) => next + index);
				next += seeds.length;
				if (seeds.length > 0) worker.postMessage(seeds);
				else void worker.terminate().then(() => resolve());
			});
		});
	const workers = Math.min(availableParallelism(), Math.ceil(count / BATCH));
	await Promise.all(Array.from({ length: workers }, oneWorker));
	console.log(`${describe(summary)}\n${Math.round((performance.now() - began) / 1000)} s`);
	return summary;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			seed: { type: 'string' },
			seeds: { type: 'string', default: '500' },
			from: { type: 'string', default: '1' },
			verbose: { type: 'boolean', default: false },
			'no-shrink': { type: 'boolean', default: false },
			// A build to take instead of making one.
			dist: { type: 'string' },
		},
	});
	const { dist = 'dist' } = values;
	if (values.dist === undefined) {
		const gulp = join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
		execFileSync(process.execPath, [gulp, 'build', '--silent'], { cwd: root, stdio: 'inherit' });
	}
	if (values.seed === undefined) {
		const { failed } = await runAll(Number(values.from), Number(values.seeds), { shrinks: !values['no-shrink'], dist });
		process.exitCode = failed > 0 ? 1 : 0;
		return;
	}
	const makeNode = builtNode(dist);
	const seed = Number(values.seed);
	const trial = await trySeed(seed, makeNode);
	console.log(tell(trial.record, trial.breaches, { verbose: values.verbose }));
	console.log(describe(summaryOf(trial)));
	if (trial.breaches.length === 0) return;
	process.exitCode = 1;
	if (values['no-shrink']) return;
	const least = await shrink(seed, makeNode);
	console.log(
		`\nThe smallest world found:\n${tell(least.record, least.breaches, { verbose: least.record.plan.chats.length <= 8 })}`,
	);
}

if (isMainThread) await main();
else if (parentPort) work(parentPort);
