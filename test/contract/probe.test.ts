// The questions that are put to Retell's live service, put to the sandbox.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../tools/n8n/until.ts';
import { probe, type Target } from '../../tools/probe/probe.ts';
import { summaryOf, withoutIds, type Report } from '../../tools/probe/report.ts';
import type { Quirks } from '../../tools/sandbox/index.ts';
import { useSandbox } from './helpers.ts';

const stage = useSandbox({ seed: 'demo', clock: 'real', analysisDelayMs: 500 });

const target = (): Target => {
	const { url, apiKey } = stage.sandbox();
	return { baseUrl: url, apiKey, account: 'the sandbox', patience: 3_000 };
};
/** Puts the questions. */
const ask = (rest: Partial<Target> = {}, signal = new AbortController().signal, say = () => {}) =>
	probe({ ...target(), ...rest }, signal, say);

/** What the account holds that a person would miss, or find too much. */
const holdings = () => {
	const { store } = stage.sandbox();
	return [store.agents().map(({ agent_id: id }) => id), store.chats().map(({ chat_id: id }) => id)];
};

/** The same; afterwards the account holds what it held before. */
const askWithoutTrace = async (...how: Parameters<typeof ask>) => {
	const before = holdings();
	const { report, left } = await ask(...how);
	expect(left).toEqual([]);
	expect(holdings()).toEqual(before);
	return report;
};

const differing = ({ asked }: Report) => asked.filter(({ isAsAssumed }) => isAsAssumed === false);
const unlearned = ({ asked }: Report) => asked.filter(({ answer }) => answer.startsWith('not learned'));

/** What a summary says, but for what differs from run to run: dates, times and how many requests it took to wait. */
const lasting = (text: string) =>
	text
		.replace(/asked on \S+ with \d+ requests/, 'asked')
		.replace(/after \d+ ms/g, 'after some ms')
		.replace(/ {2,}|-{2,}/g, ' ');

test('the page shows what the sandbox answers, and nothing of it differs from what is taken for granted', async () => {
	stage.sandbox().quirks.listLagMs = 300;
	const report = await askWithoutTrace();
	expect(unlearned(report)).toEqual([]);
	expect(differing(report)).toEqual([]);
	const page = readFileSync('docs/probe.md', 'utf8');
	expect(lasting(page)).toContain(lasting(summaryOf(report)));
});

test.each<[string, Partial<Quirks>, string, string]>([
	['bounds', { rangeIncludesBounds: false }, 'range of start times', 'the lower is out, the upper is out'],
	['other words for an unknown ID', { unknownId: 404 }, 'chat that is none', '404, message: "Item chat_… not found'],
	['validation in its other form', { validation: 'message' }, 'chat without an agent', '400, message: "'],
	['a change of a published version', { updatePublished: 'draft' }, 'change of a published', 'it goes into version 1'],
	['ends without a time', { endTimestampDelayMs: null }, 'show when it ended', 'not within 1 s'],
	['small pages', { largestPage: 5 }, '1,000 rows', '5 rows of'],
	['publishing that does nothing', { publishTakesEffect: false }, 'that was published show it', 'no'],
])('it sees %s', async (_, quirks, asks, answer) => {
	Object.assign(stage.sandbox().quirks, quirks);
	const report = await askWithoutTrace({ patience: 1_000 });
	const asked = report.asked.find((each) => each.asks.includes(asks));
	expect(asked?.answer).toContain(answer);
});

test('an answer that differs is shown as such', async () => {
	stage.sandbox().quirks.publishTakesEffect = false;
	const { report } = await ask();
	expect(summaryOf(report)).toMatch(/One answer differs.*that was published show it\? *\| no *\| yes \*\*differs/s);
});

test.each([0, 1, 9, 17, 25, 33])('stopped at question %i, it removes what it made', async (last) => {
	const stopping = new AbortController();
	let asked = 0;
	const report = await askWithoutTrace({}, stopping.signal, () => {
		if (asked++ === last) stopping.abort();
	});
	expect(report).toMatchObject({ isPartial: true });
	expect(report.asked).toHaveLength(last + 1);
});

describe('what it made is removed', () => {
	const lost = (path: string, after = 0) =>
		stage.sandbox().faults.add({ kind: 'dropAfter', method: 'POST', path, times: 1, after });
	/** Lists show it late. */
	const lateList = (path: string) =>
		stage
			.sandbox()
			.faults.add({ kind: 'rewrite', path, times: 3, change: () => ({ items: [], has_more: false, total: 0 }) });

	test.each(['/create-chat-agent', '/create-chat'])(
		'where the answer of %s was lost, and lists are late',
		async (path) => {
			// The first chat of all is refused.
			lost(path, path === '/create-chat' ? 1 : 0);
			lateList(path === '/create-chat' ? '/v3/list-chats' : '/v2/list-agents');
			await askWithoutTrace();
		},
	);

	test('though Retell limits the requests for a while', async () => {
		const headers = { 'retry-after': '0' };
		for (const after of [3, 9, 40]) {
			stage.sandbox().faults.add({ kind: 'status', status: 429, headers, times: 2, after });
		}
		stage.sandbox().faults.add({ kind: 'status', status: 429, headers, method: 'DELETE', times: 3 });
		expect(differing(await askWithoutTrace())).toEqual([]);
	});

	test('and nothing of others, though the server ignores filters', async () => {
		const before = holdings();
		stage.sandbox().quirks.ignoreFilters.push('agent');
		lost('/create-chat');
		await ask({ patience: 500 });
		const [agents = [], chats = []] = holdings();
		expect(agents).toEqual(before[0]);
		expect(chats).toEqual(expect.arrayContaining(before[1] ?? []));
	});

	test('also where two answers were lost', async () => {
		lost('/create-chat', 1);
		lost('/create-chat', 2);
		await askWithoutTrace();
	});

	test.each([401, 422, 503])('or it says what may be left: %i', async (status) => {
		stage.sandbox().faults.add({ kind: 'status', status, method: 'DELETE' });
		const { left } = await ask();
		const [agents = []] = holdings();
		expect(left).toContain(`the agent ${agents.at(-1) ?? ''}`);
		expect(left.filter((each) => each.startsWith('the chat'))).toHaveLength(3);
	});

	test('or it says so where an answer was lost and no list shows it', async () => {
		lost('/create-chat-agent');
		stage.sandbox().faults.add({ kind: 'status', status: 503, path: '/v2/list-agents' });
		const { left } = await ask({ patience: 300 });
		expect(left).toEqual([expect.stringMatching(/^an agent with the name "Probe of/)]);
	});
});

test('an outage answers no question, and leads to no other', async () => {
	const { faults } = stage.sandbox();
	faults.add({ kind: 'status', status: 503, method: 'PATCH', path: '/end-chat', times: 1 });
	faults.add({ kind: 'status', status: 503, method: 'PATCH', path: '/update-chat', times: 1 });
	const { report } = await ask();
	expect(differing(report)).toEqual([]);
	const { length } = unlearned(report);
	expect(length).toBeGreaterThan(3);
	expect(summaryOf(report)).toContain(`${length} questions have no answer`);
});

test('about publishing, Retell is asked only on an engine that a person has named', async () => {
	const askRetell = async (engine?: Target['engine']) => (await ask({ account: 'Retell', engine })).report;
	const published = () => stage.sandbox().requests.filter(({ path }) => path.startsWith('/publish-agent-version'));
	const without = await askRetell();
	expect(published()).toEqual([]);
	expect(without).toMatchObject({ isPartial: false });
	const named = await askRetell({ type: 'retell-llm', llm_id: stage.sandbox().store.llms()[0]?.llm_id ?? '' });
	expect(published()).toHaveLength(1);
	expect(named.asked.length - without.asked.length).toBe(4);
});

test('without an agent, nothing else is asked', async () => {
	stage.sandbox().faults.add({ kind: 'status', status: 402, path: '/create-chat-agent' });
	const { report, left } = await ask();
	expect(report.asked).toHaveLength(1);
	expect(report.isPartial).toBe(true);
	expect(left).toEqual([]);
});

test('no ID, key, name or number gets into the report', async () => {
	const { apiKey, store } = stage.sandbox();
	const { report } = await ask();
	const text = JSON.stringify(report);
	const agents = store.agents().flatMap(({ agent_id: id, agent_name: name }) => [id, name ?? id]);
	for (const secret of [apiKey, ...agents]) expect(text).not.toContain(secret);
	expect(text).not.toMatch(/(chat|agent|llm)_[A-Za-z0-9]*\d[A-Za-z0-9]*/);
	expect(withoutIds('Item agent_0123456789abcdef of +14155550142, key secret', ['secret'])).toBe(
		'Item agent_… of …, key …',
	);
});

describe('as a command', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'probe-'));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));
	const start = (...args: string[]) => {
		const { url, apiKey } = stage.sandbox();
		const child = spawn(process.execPath, ['tools/probe/main.ts', '--out', folder, ...args], {
			env: { ...process.env, RETELL_API_KEY: apiKey, RETELL_BASE_URL: url },
		});
		const said = { stdout: '', stderr: '' };
		child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
		const ended = once(child, 'close').then(([exitCode]) => ({ ...said, exitCode: exitCode as unknown }));
		return { child, ended };
	};
	const run = async (...args: string[]) => await start(...args).ended;
	/** Presses Ctrl-C while it has an agent and a chat; it removes both. */
	const interrupted = async (before: (child: ReturnType<typeof start>['child']) => void = () => {}) => {
		const held = holdings();
		const { quirks, requests } = stage.sandbox();
		quirks.listLagMs = 3_000;
		const { child, ended } = start('--yes');
		await until('a chat of it', () => requests.some(({ path }) => path === '/v3/list-chats'));
		before(child);
		child.kill('SIGINT');
		const said = await ended;
		expect(holdings()).toEqual(held);
		return said;
	};

	test('it sends nothing before a person agrees', async () => {
		const { stdout, exitCode } = await run();
		expect(stdout).toMatch(/It makes one chat agent.*It costs.*run it again with --yes/s);
		expect(exitCode).toBe(0);
		expect(stage.sandbox().requests).toEqual([]);
		expect(await readdir(folder)).toEqual([]);
	});

	test('after Ctrl-C it removes what it made, and reports what it learned', async () => {
		const { stdout } = await interrupted();
		expect(stdout).toContain('stopped before the end');
		expect((await readdir(folder)).sort()).toEqual(['probe-report.json', 'probe-report.md']);
	});

	test('it removes what it made, though nobody reads what it says', async () => {
		await interrupted((child) => {
			child.stdout.destroy();
			child.stderr.destroy();
		});
	});

	test('a folder that is none is told before anything is made', async () => {
		const { exitCode } = await run('--yes', '--out', 'package.json');
		expect(exitCode).toBe(2);
		expect(stage.sandbox().requests).toEqual([]);
	});

	test('it says in a line what is wrong with the key or the engine', async () => {
		stage.sandbox().keys.clear();
		const { stderr, exitCode } = await run('--yes');
		expect(stderr).toContain('API key is missing or invalid');
		expect(exitCode).toBe(2);
		expect((await run('--engine', 'agent_1')).stderr).toContain('begins with llm_ or conversation_flow_');
	});
});
