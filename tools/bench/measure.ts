import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Helper } from './processes.ts';
import type { Observation, SandboxFunctions } from './sandbox/main.ts';
import type { Section } from './report/section.ts';
import { AGENT, type World } from './sandbox/world.ts';
import type { Stage } from './stage.ts';
import type { Run, SubjectFunctions, SubjectName } from './subject/main.ts';

export const PARALLEL = 10;
export const LATENCY_MS = 50;
const A_SECOND_AND_MORE = 1_500;

export interface Context {
	stage: Stage;
	pairs: number;
	/** Makes a number of chats as small as the run is to be. */
	scaled: (count: number) => number;
	say: (doing: string) => void;
}

/** Measures one part and tells what it found. */
export type Measure = (context: Context) => Promise<Section>;

export type Sandbox = Helper<SandboxFunctions>;

export function startSandboxProcess(stage: Stage, args: string[] = []): Sandbox {
	return stage.start<SandboxFunctions>(join(import.meta.dirname, 'sandbox', 'main.ts'), args);
}

/** What a subject gets to do: the account that it meets and the items that come in. */
export interface Task {
	world: World;
	items: object[];
}

/** What the subjects of a comparison do. */
export interface Trial {
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
export async function measure(
	stage: Stage,
	sandbox: Sandbox,
	subject: SubjectName,
	{ task, warmUp, interval = 0 }: Trial,
): Promise<Measurement> {
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

/** Throws if a run did not do what it should. */
export type Check = (measurement: Measurement, subject: SubjectName, sandbox: Sandbox) => void | Promise<void>;

export interface Turns extends Trial {
	stage: Stage;
	pairs: number;
	subjects: SubjectName[];
	check: Check;
	say: (doing: string) => void;
}

/** The measurements of a subject, one for each turn. */
export type Results = (subject: SubjectName) => Measurement[];

/** Measures subjects in a sandbox, in turn. */
export async function inTurn({ stage, pairs, subjects, check, say, ...trial }: Turns): Promise<Results> {
	await using sandbox = startSandboxProcess(stage);
	return await turns(pairs, subjects, say, async (subject) => {
		const measurement = await measure(stage, sandbox, subject, trial);
		await check(measurement, subject, sandbox);
		return measurement;
	});
}

/** Lets each do its run in turn, so that whatever slows the machine down meets them alike. */
export async function turns<Name extends string, Result>(
	count: number,
	names: readonly Name[],
	say: Context['say'],
	run: (name: Name) => Promise<Result>,
): Promise<(name: Name) => Result[]> {
	const results = new Map<Name, Result[]>(names.map((name) => [name, []]));
	for (let turn = 1; turn <= count; turn++) {
		for (const name of names) {
			say(`${turn} of ${count}: ${name}`);
			results.get(name)?.push(await run(name));
		}
	}
	return (name) => results.get(name) ?? [];
}

/** Refuses a run whose result is not what was asked for: its figures would mean nothing. */
export function expect(what: string, actual: unknown, expected: unknown): void {
	if (actual !== expected) throw new Error(`${what}: ${String(actual)}, not ${String(expected)}`);
}
