// npm run bench: measures the package beside what people would use in its place, and writes
// docs/benchmarks.md with its plots. See USAGE for parts of it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../step.ts';
import { USAGE, readArguments, type Arguments } from './arguments.ts';
import { document, isPlotFile, plotFile, plotsOf, told } from './report/document.ts';
import { machineWith } from './report/machine.ts';
import { isKept, type Section } from './report/section.ts';
import { MEASURES } from './sections/index.ts';
import { ROOT, setStage, type Stage } from './stage.ts';

/** Writes the report whole: nothing of an earlier one stays. */
async function publish(sections: Section[], { n8nDir }: Stage, pairs: number, folder: string): Promise<void> {
	// Loaded late: a subject's peak of memory would not be less than that of the process that started it.
	const { toSvg } = await import('./report/svg.ts');
	mkdirSync(folder, { recursive: true });
	for (const file of readdirSync(folder)) if (isPlotFile(file)) rmSync(join(folder, file));
	for (const { name, spec } of plotsOf(sections)) {
		writeFileSync(join(folder, plotFile(name)), `${await toSvg(spec)}\n`);
	}
	writeFileSync(join(folder, 'benchmarks.md'), document(sections, machineWith(n8nDir), pairs));
}

async function run({ only, pairs, scale, isFull, out }: Arguments): Promise<number> {
	const stage = await step('Have n8n and the package', setStage);
	const sections: Section[] = [];
	for (const name of only) {
		const scaled = (count: number) => Math.max(1, Math.round(count * scale));
		const section = await step(`Measure: ${name}`, (say) => MEASURES[name]({ stage, pairs, scaled, say }));
		console.log(`\n${told(section)}\n`);
		sections.push(section);
	}
	const folder = out ?? (isFull ? join(ROOT, 'docs') : undefined);
	if (folder === undefined) console.log('Only a part was measured: docs/benchmarks.md stays as it is.');
	else await publish(sections, stage, pairs, folder);
	if (!isFull) return 0;
	const missed = sections.flatMap(({ ratios }) => ratios).filter((ratio) => !isKept(ratio));
	for (const { what } of missed) console.log(`Not kept: ${what}`);
	return missed.length > 0 ? 1 : 0;
}

for (const [signal, status] of [
	['SIGINT', 130],
	['SIGTERM', 143],
] as const) {
	process.once(signal, () => {
		// The progress display had hidden the cursor.
		process.stdout.write(process.stdout.isTTY ? '\u001b[?25h\n' : '');
		// The other processes and the scraps go with this process.
		process.exit(status);
	});
}

try {
	const read = readArguments(process.argv.slice(2));
	if (read === 'help') console.log(USAGE);
	else process.exitCode = await run(read);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
