import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FIELDS } from '../../nodes/messages/fields.ts';
import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import type { RetellCall } from '../../nodes/retell/http/client.ts';
import { explain } from '../../nodes/retell/http/errorTexts.ts';
import type { Refusal, RefusalKind } from '../../nodes/retell/http/refusals.ts';
import { EVERY_CALL } from './everyCall.ts';

const SAID = 'An error, a problem, a failure, a mistake';
const STATUS: Record<RefusalKind, number | null> = {
	alreadyEnded: 400,
	forbidden: 403,
	invalid: 400,
	late: null,
	notFound: 404,
	notChatAgent: 422,
	notOffered: 404,
	notRegistered: 404,
	payment: 402,
	proxy: 407,
	rateLimited: 429,
	redirect: 307,
	server: 500,
	slow: null,
	unauthorized: 401,
	unreachable: null,
	unreadable: 200,
	cut: null,
};
const OPEN = ['server', 'slow', 'unreadable', 'cut'];
const refusal = (kind: RefusalKind, said = SAID): Refusal => ({ kind, status: STATUS[kind], said });
const asked = { about: { what: 'chat', id: 'chat_1' }, timeout: 1, tries: 1 } as const;

const calls = EVERY_CALL.map((call): [string, RetellCall<unknown>] => [`${call.method} ${call.path}`, call]);

test('no call is left out', async () => {
	const files = globSync(join(import.meta.dirname, '../../nodes/**/*.ts'));
	const ofCalls = files.filter((file) => /\bmethod: '/.test(readFileSync(file, 'utf8')));
	const modules = await Promise.all(ofCalls.map(async (file) => (await import(file)) as Record<string, unknown>));
	const all = modules.flatMap((module) => Object.values(module).filter((each) => typeof each === 'function'));
	expect(new Set(EVERY_CALL.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
});

describe.each(Object.keys(STATUS) as RefusalKind[])('%s', (kind) => {
	const refused = refusal(kind);

	test.each(calls)('%s: says what happened and what to do', (_name, call) => {
		const { message, description } = explain(refused, { ...call, tries: 1 });
		expect(message).toMatch(/^\S.*[^.\s]$/);
		expect(description).toMatch(/^[A-Z].*[."]$/);
		expect(description).toMatch(
			/Check|Select|Open the credential|Use |Add a payment|Create a new chat|Wait a moment|run (it|this) again|Look for/i,
		);
		// A harmless call can belong to an operation that n8n must not repeat.
		expect(description).not.toContain('Retry On Fail');
		const own = `${message} ${description}`.replaceAll(`"${SAID}"`, '').replaceAll(`(${SAID})`, '');
		expect(own).not.toMatch(/error|problem|failure|mistake|undefined|null|NaN/i);
	});

	test.each(calls)('%s: "may" only where the call may have been carried out', (_name, call) => {
		const { description } = explain(refused, { ...call, tries: 1 });
		const told = call.uncertain !== undefined && OPEN.includes(kind);
		expect(/ may still .* didn't retry/.test(description)).toBe(told);
	});
});

test('exactly the calls that would send, create or bill twice are never repeated', () => {
	const names = calls.filter(([, call]) => call.uncertain !== undefined).map(([name]) => name);
	expect(names.sort()).toEqual([
		'POST /agent-playground-completion/agent_1',
		'POST /create-agent-version/agent_1',
		'POST /create-batch-test',
		'POST /create-chat',
		'POST /create-chat-agent',
		'POST /create-chat-completion',
		'POST /create-sms-chat',
		'PUT /rerun-chat-analysis/chat_1',
	]);
});

test('"not found" names the parameter by its display name, and the id', () => {
	const found = explain(refusal('notFound', ''), asked);
	expect(found).toEqual({
		message: 'The chat "chat_1" wasn\'t found',
		description:
			'Check "Chat", and that the API key belongs to the same Retell workspace. Retell also deletes chats after their retention period.',
	});
	const about = { what: 'agent', id: 'agent_1' } as const;
	const { message, description } = explain(refusal('notFound', ''), { ...asked, about });
	expect(message).toBe('The agent "agent_1" wasn\'t found');
	expect(description).not.toContain('retention');
});

test('the names are those of fields that there are', () => {
	const shown = new RetellChat().description.properties.flatMap(({ displayName, options = [] }) => [
		displayName,
		...options.flatMap((each) => ('displayName' in each ? each.displayName : [])),
	]);
	expect(shown).toEqual(expect.arrayContaining(Object.values(FIELDS)));
});

test('a value that is wrong, only Retell names: its words come first', () => {
	expect(explain(refusal('invalid'), asked).message).toBe(`Retell says: "${SAID}"`);
	expect(explain(refusal('invalid', ''), asked).message).toBe("Retell didn't accept the values");
	// n8n would put a text of its own in the place of a message with such a code.
	expect(explain(refusal('invalid', 'connect econnrefused'), asked)).toEqual({
		message: "Retell didn't accept the values",
		description: 'Check the values of this node. Retell says: "connect econnrefused"',
	});
});

test.each(['forbidden', 'payment', 'unauthorized', 'notFound', 'server'] as const)('%s quotes Retell', (kind) => {
	expect(explain(refusal(kind), asked).description).toContain(`Retell says: "${SAID}"`);
	expect(explain(refusal(kind, ''), asked).description).not.toContain('Retell says');
});

test('times and tries are told', () => {
	const often = { timeout: 60_000, tries: 4 };
	expect(explain(refusal('slow'), often).description).toMatch(/within 60 seconds\..* Tried 4 times\.$/);
	expect(explain({ ...refusal('slow'), status: 408 }, often).description).toContain('timed out with status 408');
	expect(explain({ ...refusal('rateLimited'), retryAfterMs: 61_001 }, often).description).toContain('62 seconds');
	expect(explain(refusal('slow'), { timeout: 1_000, tries: 1 }).description).toContain('within 1 second.');
	expect(explain({ ...refusal('rateLimited'), retryAfterMs: 1_000 }, often).description).toContain('wait 1 second.');
	expect(explain(refusal('cut', 'ECONNRESET'), often).description).toContain('(ECONNRESET)');
	expect(explain(refusal('cut', ''), { ...often, tries: 1 }).description).not.toMatch(/Tried|\(\)/);
});
