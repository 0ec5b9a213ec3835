/**
 * npm run probe: asks a Retell account how it behaves, where Retell's reference does not say it or was seen to differ,
 * and compares that with what the package takes for granted. Without a key it asks the sandbox.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format } from 'prettier';

import { startSandbox } from '../sandbox/index.ts';
import { step } from '../step.ts';
import { MINUTE, SECOND } from '../times.ts';
import { readArguments, USAGE, type Arguments } from './arguments.ts';
import { planOf } from './plan.ts';
import { probe, questionsFor, type Probed, type Target } from './probe.ts';
import { summaryOf, withSample } from './report.ts';

const RETELL = 'https://api.retellai.com';
const PAGE = 'docs/probe.md';

async function openTarget(engine: Arguments['engine']): Promise<AsyncDisposable & Target> {
	const { RETELL_API_KEY: key, RETELL_BASE_URL: baseUrl = RETELL } = process.env;
	if (key) {
		const close = () => Promise.resolve();
		return { account: 'Retell', baseUrl, apiKey: key, engine, patience: 2 * MINUTE, [Symbol.asyncDispose]: close };
	}
	const sandbox = await startSandbox({ apiKey: 'key_of_the_sandbox', analysisDelayMs: 1 * SECOND });
	// As Retell was seen to do.
	sandbox.quirks.listLagMs = 300;
	const { url, apiKey } = sandbox;
	const close = () => sandbox.close();
	return { account: 'the sandbox', baseUrl: url, apiKey, engine, patience: 10 * SECOND, [Symbol.asyncDispose]: close };
}

/** @returns the exit status: 1 if an answer differs from what the package takes for granted, not all was asked, or something is left */
async function main({ yes, engine, out, sample }: Arguments): Promise<number> {
	await using target = await openTarget(engine);
	console.log(
		`\n${planOf(questionsFor(target), target.account === 'Retell' ? 'your Retell account' : target.account)}\n`,
	);
	if (target.account === 'Retell' && !yes) {
		console.log('To begin, run it again with --yes: npm run probe -- --yes');
		return 0;
	}
	// Before anything is made.
	mkdirSync(out, { recursive: true });
	const stopping = new AbortController();
	const stop = () => {
		console.log('\nStopping: what was made is removed.');
		stopping.abort();
	};
	// Nobody reads any more: what was made is removed all the same.
	for (const output of [process.stdout, process.stderr]) output.on('error', () => stopping.abort());
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
	const { report, left } = await step<Probed>(`Ask ${target.account}`, (say) => probe(target, stopping.signal, say));

	for (const what of left) console.log(`\nCould not be removed, remove it yourself: ${what}`);
	const summary = (await format(summaryOf(report), { parser: 'markdown' })).trim();
	if (sample && target.account === 'the sandbox') {
		writeFileSync(PAGE, withSample(readFileSync(PAGE, 'utf8'), summary));
	}
	writeFileSync(join(out, 'probe-report.json'), `${JSON.stringify(report, null, '\t')}\n`);
	writeFileSync(join(out, 'probe-report.md'), `${summary}\n`);
	console.log(`\n${summary}\n\nWritten to probe-report.json and probe-report.md.`);
	return left.length > 0 || report.isPartial || report.asked.some(({ isAsAssumed }) => isAsAssumed === false) ? 1 : 0;
}

try {
	const read = readArguments(process.argv.slice(2));
	if (read === 'help') console.log(USAGE);
	else process.exitCode = await main(read);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 2;
}
