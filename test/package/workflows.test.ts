// What GitHub reads: workflows that call scripts that there are, a release with provenance, and forms for issues.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { scriptOf, scripts } from '../docs/pages.ts';

const Step = z.object({
	uses: z.string().optional(),
	run: z.string().optional(),
	if: z.string().optional(),
	env: z.record(z.string()).optional(),
});
const Permissions = z.record(z.enum(['read', 'write']));
const Workflow = z.object({
	name: z.string(),
	on: z.object({
		push: z.object({ tags: z.array(z.string()).optional() }).optional(),
		schedule: z.array(z.object({ cron: z.string() })).optional(),
	}),
	permissions: Permissions,
	jobs: z.record(
		z.object({
			'runs-on': z.string(),
			permissions: Permissions.optional(),
			strategy: z.object({ matrix: z.record(z.array(z.number())) }).optional(),
			steps: z.array(Step),
		}),
	),
});
const Manifest = z.object({ devDependencies: z.record(z.string()), bugs: z.object({ url: z.string() }) });

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'), { strict: true, uniqueKeys: true });
const manifest = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const workflowOf = (name: string) => Workflow.parse(read(`.github/workflows/${name}.yml`));
const stepsOf = (name: string) => Object.values(workflowOf(name).jobs).flatMap(({ steps }) => steps);
const commandsOf = (name: string) => stepsOf(name).flatMap(({ run }) => run?.trim().split('\n') ?? []);

const WORKFLOWS = globSync('.github/workflows/*.yml').map((file) => basename(file, '.yml'));

describe.each(WORKFLOWS)('the workflow %s', (name) => {
	test('calls scripts and runs files that there are', () => {
		const commands = commandsOf(name);
		expect(commands.length).toBeGreaterThan(0);
		const called = commands.flatMap((command) => scriptOf(command) ?? []);
		expect(called.filter((script) => !scripts().includes(script))).toEqual([]);
		const files = commands.flatMap((command) => /\b(?:node|bash) ([\w.-]*\/[\w./-]+)/.exec(command)?.[1] ?? []);
		const toTest = commands.filter((command) => command.startsWith('npm run jest')).join(' ');
		const tests = toTest.split(' ').filter((word) => word.startsWith('test/'));
		expect([...files, ...tests].filter((file) => !existsSync(file))).toEqual([]);
	});

	test('may do no more than it needs', () => {
		const { permissions } = workflowOf(name);
		expect(permissions).toEqual({ contents: 'read' });
	});

	test('takes a version of each action', () => {
		for (const { uses } of stepsOf(name)) if (uses) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
	});
});

test('the checks run on Node 22 and 24', () => {
	const versions = Object.values(workflowOf('ci').jobs).flatMap(({ strategy }) => strategy?.matrix['node'] ?? []);
	expect(versions).toEqual([22, 24]);
});

test('a tag publishes what was tested, with provenance', () => {
	const { on, jobs } = workflowOf('publish');
	expect(on.push?.tags).toEqual(['v*']);
	const commands = commandsOf('publish');
	const publish = commands.findIndex((command) => /^npm publish .*--provenance/.test(command));
	expect(commands.findIndex((command) => command.includes('GITHUB_REF_NAME'))).toBe(0);
	expect(commands.indexOf('npm test')).toBeGreaterThan(0);
	expect(publish).toBeGreaterThan(commands.indexOf('npm test'));
	for (const { permissions } of Object.values(jobs))
		expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
});

describe("the newest SDK of Retell's", () => {
	const { on, jobs } = workflowOf('retell');

	test('is tried once a week, by types and contract tests', () => {
		expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) as string }]);
		const commands = commandsOf('retell');
		const [installs, checks, tests] = [
			'npm install --no-save .*retell-sdk@latest$',
			'npm run typecheck$',
			'npm run jest -- test/contract\\b',
		].map((pattern) => commands.findIndex((command) => new RegExp(`^${pattern}`).test(command)));
		expect(installs).toBeGreaterThan(commands.findIndex((command) => command.startsWith('npm ci')));
		expect(checks).toBeGreaterThan(installs ?? Infinity);
		expect(tests).toBeGreaterThan(checks ?? Infinity);
	});

	test('opens an issue for what fails, and no other while one is open', () => {
		const step = stepsOf('retell').find(({ run }) => run?.includes('gh issue create'));
		expect(step?.if).toBe('failure()');
		expect(jobs['newest']?.permissions).toEqual({ contents: 'read', issues: 'write' });
		expect(calledBy(step, '0')).toEqual(['issue list', 'issue create --title The newest retell-sdk does not fit']);
		expect(calledBy(step, '1')).toEqual(['issue list']);
	});

	/** The step's calls of `gh`, which says that so many issues of this title are open. */
	function calledBy(step: z.infer<typeof Step> | undefined, open: string): string[] {
		const folder = mkdtempSync(join(tmpdir(), 'gh-'));
		const [gh, log] = [join(folder, 'gh'), join(folder, 'log')];
		writeFileSync(gh, '#!/bin/sh\necho "$*" >> "$LOG"\n[ "$2" = list ] && echo "$OPEN" || true\n');
		chmodSync(gh, 0o755);
		try {
			const env = { ...step?.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, LOG: log, OPEN: open };
			// As GitHub runs a step.
			execFileSync('bash', ['-e', '-c', step?.run ?? ''], { env });
			return readFileSync(log, 'utf8')
				.trim()
				.split('\n')
				.map((call) => call.replace(/ --(?:state|body) .*/, ''));
		} finally {
			rmSync(folder, { recursive: true });
		}
	}
});

test('dependencies are raised but for those that are raised by hand', () => {
	const { updates } = z
		.object({ updates: z.array(z.object({ ignore: z.array(z.object({ 'dependency-name': z.string() })).optional() })) })
		.parse(read('.github/dependabot.yml'));
	const byHand = updates.flatMap(({ ignore }) => ignore ?? []).map((each) => each['dependency-name']);
	expect(byHand.filter((name) => !(name in manifest.devDependencies))).toEqual([]);
});

describe('forms for issues', () => {
	const forms = globSync('.github/ISSUE_TEMPLATE/*.yml').filter((file) => basename(file) !== 'config.yml');
	const Form = z.object({
		name: z.string().min(1),
		description: z.string().min(1),
		labels: z.array(z.string()),
		body: z
			.array(
				z.object({
					type: z.enum(['textarea', 'input', 'dropdown', 'checkboxes']),
					id: z.string().regex(/^[\w-]+$/),
					attributes: z.object({ label: z.string().min(1) }),
					validations: z.object({ required: z.boolean() }).optional(),
				}),
			)
			.min(1),
	});

	test.each(forms)('%s', (file) => {
		const { body } = Form.parse(read(file));
		expect(new Set(body.map(({ id }) => id)).size).toBe(body.length);
		expect(new Set(body.map(({ attributes }) => attributes.label)).size).toBe(body.length);
		expect(body.some(({ validations }) => validations?.required)).toBe(true);
	});

	test('security is not told in public', () => {
		const { contact_links } = z
			.object({ contact_links: z.array(z.object({ url: z.string() })) })
			.parse(read('.github/ISSUE_TEMPLATE/config.yml'));
		const repository = manifest.bugs.url.replace(/\/issues$/, '');
		expect(contact_links.map(({ url }) => url)).toEqual([`${repository}/security/advisories/new`]);
	});
});
