import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Helper } from './processes.ts';
import type { Observation, SandboxFunctions } from './sandbox/main.ts';
import { AGENT, type World } from './sandbox/world.ts';
import type { Stage } from './stage.ts';
import type { Run, SubjectFunctions, SubjectName } from './subject/main.ts';

export const PARALLEL = 10;
export const LATENCY_MS = 50;
const A_SECOND_AND_MORE = 1_500;

export type Sandbox = Helper<SandboxFunctions>;

export function startSandboxProcess(stage: Stage, args: string[] = []): Sandbox {
	return stage.start<SandboxFunctions>(join(import.meta.dirname, 'sandbox', 'main.ts'), args);
}

/** What a subject gets to do: the account that it meets and the items that come in. */
export interface Task {
	world: World;
	items: object[];
}

export interface Trial {
	subject: SubjectName;
	task: Task;
	/** Done before in the same process, and not measured. */
	warmUp: Task;
	/** Between two batches of the HTTP Request node, ms. */
	interval?: number;
}

export interface Measurement extends Run {
	seen: Observation;
}

/** Runs one subject in a fresh process. */
export async function measure(stage: Stage, sandbox: Sandbox, trial: Trial): Promise<Measurement> {
	const { subject, task, warmUp, interval = 0 } = trial;
	const connection = await sandbox.call.connection();
	await using runner = stage.start<SubjectFunctions>(join(import.meta.dirname, 'subject', 'main.ts'));
	await runner.call.load(subject, { ...connection, parallel: PARALLEL, interval, agent: AGENT });
	await sandbox.call.prepare(warmUp.world);
	await runner.call.run(warmUp.items);
	// No limit counts the warm-up.
	await setTimeout(A_SECOND_AND_MORE);
	await sandbox.call.prepare(task.world);
	const run = await runner.call.run(task.items);
	return { ...run, seen: await sandbox.call.observe() };
}

export interface Turns {
	stage: Stage;
	sandbox: Sandbox;
	pairs: number;
	trials: Trial[];
	/** Throws if a run did not do what it should. */
	check: (measurement: Measurement, subject: SubjectName) => void | Promise<void>;
	say: (doing: string) => void;
}

/** The measurements of a subject, one for each turn. */
export type Results = (subject: SubjectName) => Measurement[];

/** Lets the subjects run in turn, so that whatever slows the machine down meets them alike. */
export async function inTurn({ stage, sandbox, pairs, trials, check, say }: Turns): Promise<Results> {
	const measured = new Map<SubjectName, Measurement[]>(trials.map(({ subject }) => [subject, []]));
	for (let pair = 1; pair <= pairs; pair++) {
		for (const trial of trials) {
			say(`${pair} of ${pairs}: ${trial.subject}`);
			const measurement = await measure(stage, sandbox, trial);
			await check(measurement, trial.subject);
			measured.get(trial.subject)?.push(measurement);
		}
	}
	return (subject) => measured.get(subject) ?? [];
}

/** Refuses a run whose result is not what was asked for: its figures would mean nothing. */
export function expect(what: string, actual: unknown, expected: unknown): void {
	if (actual !== expected) throw new Error(`${what}: ${String(actual)}, not ${String(expected)}`);
}
