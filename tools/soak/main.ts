/**
 * npm run soak: n8n in queue mode with the package in it, while chats end and people write all the time, and n8n, its
 * workers, Redis, PostgreSQL and Retell are disturbed. In the end an account: of each chat, each row and each message.
 * It ends with 1 if anything in it is not explained.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installN8n } from '../n8n/versions.ts';
import { makeScratch, PREPARED, type Prepared } from '../n8n/prepared.ts';
import { buildAndPack, N8N_VERSION } from '../n8n/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { createRandom } from '../sandbox/random.ts';
import { step } from '../step.ts';
import { accountOf, unexplainedIn } from './account.ts';
import { readArguments, USAGE, type Arguments } from './arguments.ts';
import { startAudit } from './audit.ts';
import { startChronicle } from './chronicle.ts';
import { disturbAll } from './disturbances.ts';
import { endedChats, gatherFacts } from './facts.ts';
import { report } from './report.ts';
import { bringToAnEnd, waitForChats } from './settle.ts';
import { openSite } from './site.ts';
import { echo, endChats, repeatWebhooks, write, type Written } from './traffic.ts';
import { publishAll } from './workflows.ts';

const root = join(import.meta.dirname, '..', '..');
const PEOPLE = 8;
/** Longer than Retell shows a chat late. */
const QUIET = 75_000;

async function prepare(): Promise<void> {
	const scratch = makeScratch();
	const n8n = { [N8N_VERSION]: await installN8n(N8N_VERSION, root) } as Prepared['n8n'];
	const tarball = await step('Build and pack the node package', () => buildAndPack(root, scratch));
	process.env[PREPARED] = JSON.stringify({ scratch, tarball, n8n } satisfies Prepared);
}

async function soak({ minutes, seed, keep }: Arguments): Promise<number> {
	await prepare();
	const chronicle = startChronicle();
	chronicle.tell(`Seed ${seed}`);
	await using sandbox = disposable(await startSandbox({ apiKey: 'key_soak', seed: 'empty', analysisDelayMs: null }));
	await using site = disposable(await openSite({ sandbox, chronicle, keep }));
	const audit = await startAudit(site.backend);
	const agent = sandbox.store.addAgent({ agent_name: 'Support', reply: echo, end_chat_after_silence_ms: null });
	const workflows = await publishAll(site, agent.agent_id);
	sandbox.webhooks.settings.accountUrl = workflows.instantUrl;
	// The first poll sets the point from which on chats are delivered.
	await sleep(10_000);
	chronicle.tell('Chats end and people write');

	const written: Written[] = [];
	const traffic = [
		endChats(sandbox, agent.agent_id, createRandom(seed + 2)),
		repeatWebhooks(sandbox, createRandom(seed + 3)),
		...Array.from({ length: PEOPLE }, (_, n) =>
			write(workflows.peopleUrl, `Person ${n + 1}`, createRandom(seed + 10 + n), written),
		),
	];
	await disturbAll({ site, sandbox, chronicle }, seed, minutes * 60_000);
	chronicle.tell('All is quiet; chats end and people write for some seconds more');
	await sleep(20_000);
	chronicle.tell('Nobody writes any more: what is under way comes to its end');
	await Promise.all([sleep(QUIET), ...traffic.map(({ stop }) => stop())]);
	chronicle.tell('The last chats are waited for');
	await waitForChats(audit, workflows, endedChats(sandbox));
	const withoutData = await bringToAnEnd(site, audit, workflows, chronicle);

	const facts = await gatherFacts({ site, sandbox, audit, workflows, chronicle, written, withoutData });
	const account = accountOf(facts);
	if (keep !== undefined) {
		const plain = (_key: string, value: unknown): unknown =>
			value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value;
		const deliveries = sandbox.webhooks.deliveries.map(({ body: _, ...rest }) => rest);
		writeFileSync(join(keep, 'facts.json'), JSON.stringify({ ...facts, deliveries }, plain, 1));
	}
	console.log(`\n${report(chronicle.counts, sandbox.requests, account)}\n`);
	const unexplained = unexplainedIn(account);
	for (const { name, which = [] } of unexplained) console.log(`Not explained: ${name}: ${which.join(', ')}`);
	return unexplained.length > 0 ? 1 : 0;
}

function disposable<T extends { close: () => Promise<void> }>(one: T): T & AsyncDisposable {
	return Object.assign(one, { [Symbol.asyncDispose]: () => one.close() });
}

for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
	// All that was started ends with this process, and its folders go.
	process.on(signal, () => process.exit(status));
}

try {
	const read = readArguments(process.argv.slice(2));
	if (read === 'help') console.log(USAGE);
	else process.exitCode = await soak(read);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.stack : String(error)}`);
	process.exitCode = 1;
}
process.exit();
