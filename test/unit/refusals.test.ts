import fc from 'fast-check';

import {
	mayHaveTakenEffect,
	networkRefusal,
	quoteOf,
	refusalOf,
	retryAfterMs,
	saysEnded,
	type RefusalKind,
} from '../../nodes/retell/http/refusals.ts';
import { hostileJson } from './arbitraries.ts';

const FORMS = ['message', 'error_message'] as const;
const bodyOf = (form: (typeof FORMS)[number], words: unknown) =>
	form === 'message' ? { status: 'error', message: words } : { error_message: words };
/** Whatever form the words come in, they mean the same. */
const kindOf = (status: number, words?: unknown) => {
	const kinds = new Set(FORMS.map((form) => refusalOf(status, bodyOf(form, words), {}).kind));
	expect(kinds.size).toBe(1);
	return [...kinds][0];
};
const letterCase = fc.func(fc.boolean());

describe('the kind of a refusal', () => {
	test.each<[number, string, RefusalKind]>([
		[301, '', 'redirect'],
		[400, 'Invalid request format, please check API reference.', 'invalid'],
		[400, 'Chat already ended', 'alreadyEnded'],
		[400, 'Chat already ended: chat_1', 'alreadyEnded'],
		[400, 'request/body/content must not be "the chat already ended"', 'invalid'],
		[400, 'Chat already endeded', 'invalid'],
		[401, 'API key is missing or invalid.', 'unauthorized'],
		[402, 'Trial has ended, please add payment method.', 'payment'],
		[403, 'Forbidden', 'forbidden'],
		[404, 'Item chat_1 not found from retell-chat', 'notFound'],
		[404, 'The requested resource was not found.', 'notFound'],
		[404, 'Item not found in a2p-application with phoneNumber=+14155550142', 'notRegistered'],
		[404, '', 'notOffered'],
		[404, 'Cannot GET /get-chat/chat_1', 'notOffered'],
		[404, 'Route POST:/v3/list-chats not found', 'notOffered'],
		[407, 'Proxy Authentication Required', 'proxy'],
		[408, '', 'slow'],
		[409, 'Chat is busy', 'invalid'],
		[422, 'Cannot find requested asset under given api key.', 'notFound'],
		[422, 'Agent not found', 'notFound'],
		[422, 'Cannot start a chat session with selected agent', 'notChatAgent'],
		[422, 'agent_version must be a number', 'invalid'],
		[429, 'Account rate limited, please throttle your requests.', 'rateLimited'],
		[500, 'An unexpected server error occurred.', 'server'],
		[503, '', 'server'],
	])('%i "%s" is %s', (status, message, kind) => {
		expect(kindOf(status, message)).toBe(kind);
	});

	test('where the status is clear, no text overrules it', () => {
		const clear: Record<number, RefusalKind> = {
			307: 'redirect',
			401: 'unauthorized',
			402: 'payment',
			403: 'forbidden',
			408: 'slow',
			429: 'rateLimited',
			500: 'server',
			599: 'server',
		};
		for (const [status, kind] of Object.entries(clear)) {
			expect(kindOf(Number(status), 'Chat already ended. Cannot find it: not found')).toBe(kind);
		}
	});

	test('capitals make no difference', () => {
		fc.assert(
			fc.property(letterCase, (upper) => {
				const say = (text: string) =>
					[...text].map((letter, index) => (upper(index) ? letter.toUpperCase() : letter.toLowerCase())).join('');
				expect(kindOf(400, say('Chat already ended'))).toBe('alreadyEnded');
				expect(kindOf(422, say('Cannot find requested asset'))).toBe('notFound');
			}),
		);
	});

	test('what a person wrote, quoted anywhere after the beginning, decides nothing', () => {
		const texts = [
			'Chat already ended',
			'Cannot start a chat session with selected agent',
			'Item not found in a2p-application',
		];
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...texts), fc.string(), (before, text, after) => {
				fc.pre(before.trim() !== '');
				expect(kindOf(400, `${before} "${text}${after}`)).toBe('invalid');
			}),
		);
		expect(saysEnded(refusalOf(400, { message: 'Cannot end: chat already ended' }, {}))).toBe(true);
		expect(saysEnded(refusalOf(500, { message: 'Chat already ended' }, {}))).toBe(false);
	});

	test.each<[string, unknown]>([
		['a web page', '<!DOCTYPE html><pre>Cannot GET /get-chat/chat_1</pre>'],
		['nothing', undefined],
		['NestJS', { statusCode: 404, message: 'Cannot GET /get-chat/chat_1', error: 'Not Found' }],
		['Fastify', { statusCode: 404, message: 'Route GET:/get-chat/chat_1 not found', error: 'Not Found' }],
		['Kong', { message: 'no Route matched with those values' }],
		['AWS', { message: 'Not Found' }],
		['FastAPI', { detail: 'Not Found' }],
	])('a 404 of %s is none of Retell', (_, body) => {
		expect(refusalOf(404, body, {}).kind).toBe('notOffered');
	});

	test('what Retell does not find is told by its words, also without its usual form', () => {
		for (const message of [
			'Item chat_1 not found from retell-chat',
			'Cannot find requested asset under given api key.',
		]) {
			expect(refusalOf(404, { message }, {}).kind).toBe('notFound');
		}
	});

	test('a body of any form is survived, and quoted only where it has words', () => {
		fc.assert(
			fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(hostileJson, fc.anything()), (status, body) => {
				const refusal = refusalOf(status, body, {});
				expect(refusal.said).toBe('');
				expect(refusal).toMatchObject({ status, kind: refusalOf(status, undefined, {}).kind });
			}),
		);
		expect(refusalOf(502, '<html>Chat already ended</html>', {})).toMatchObject({ kind: 'server', said: '' });
		expect(refusalOf(400, { message: ['already ended'] }, {})).toMatchObject({ kind: 'invalid', said: '' });
		expect(refusalOf(400, { message: ' one\n\t two ' }, {}).said).toBe('one two');
	});
});

describe('the quote of a server', () => {
	test('is cut to 300 characters', () => {
		expect(quoteOf('x'.repeat(300), '')).toBe('x'.repeat(300));
		expect(quoteOf('x'.repeat(301), '')).toBe(`${'x'.repeat(300)}…`);
	});

	test('never holds the key, nor the half of it that would be left by the cut', () => {
		const key = 'key_0123456789abcdef';
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 330 }), (before) => {
				const quote = quoteOf(`${' '.repeat(before)}${key} and ${key}`, key);
				expect(quote).not.toContain('key_');
			}),
		);
	});
});

describe('the network', () => {
	test.each<[RefusalKind, unknown]>([
		['unreachable', { code: 'ECONNREFUSED' }],
		['unreachable', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
		['unreachable', { code: 'EAI_AGAIN' }],
		['unreachable', { code: 'ENETUNREACH', cause: { code: 'ENETUNREACH', syscall: 'connect' } }],
		['unreachable', { code: 'ETIMEDOUT', syscall: 'connect' }],
		['unreachable', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
		['unreachable', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
		['slow', { code: 'ECONNABORTED' }],
		['slow', { code: 'ETIMEDOUT' }],
		['slow', new Error('x', { cause: new Error('y', { cause: { code: 'ETIMEDOUT' } }) })],
		['cut', { code: 'ECONNRESET' }],
		['cut', { code: 'EHOSTUNREACH', syscall: 'read' }],
		['cut', { code: 42 }],
		['cut', new Error('socket hang up')],
	])('%s: %p', (kind, thrown) => {
		expect(networkRefusal(thrown)).toMatchObject({ kind, status: null });
	});

	test('anything can be thrown, also what causes itself', () => {
		const endless: Record<string, unknown> = {};
		endless.cause = endless;
		expect(networkRefusal(endless)).toEqual({ kind: 'cut', status: null, said: '' });
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				expect(networkRefusal(thrown).kind).toBe('cut');
			}),
		);
	});
});

test('only a refusal that leaves it open may hide a call that was carried out', () => {
	const open = (kind: RefusalKind) => mayHaveTakenEffect({ kind, status: null, said: '' });
	expect((['server', 'slow', 'unreadable', 'cut'] as const).every(open)).toBe(true);
	expect((['unreachable', 'rateLimited', 'notFound', 'alreadyEnded', 'redirect', 'invalid'] as const).some(open)).toBe(
		false,
	);
});

describe('the wait that a server asks for', () => {
	const DATE = 'Fri, 07 Aug 2026 10:00:00 GMT';

	test.each<[Record<string, string>, number | undefined]>([
		[{}, undefined],
		[{ 'retry-after': '' }, undefined],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': 'soon 5' }, undefined],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': '2' }, 2000],
		[{ 'retry-after': ' 1.5 ' }, 1500],
		[{ 'retry-after': '-3' }, 0],
		[{ 'retry-after-ms': '250', 'retry-after': '2' }, 250],
		[{ 'retry-after-ms': '', 'retry-after': '2' }, 2000],
		[{ 'retry-after-ms': 'x', 'retry-after': '2' }, 2000],
		[{ 'retry-after-ms': '-1' }, 0],
		[{ 'retry-after': DATE, date: 'Fri, 07 Aug 2026 09:59:45 GMT' }, 15_000],
		[{ 'retry-after': DATE, date: 'Fri, 07 Aug 2026 10:00:01 GMT' }, 0],
	])('%p: %p ms', (headers, ms) => {
		expect(retryAfterMs(headers)).toBe(ms);
	});

	test('a date is measured against the clock here where the answer has none', () => {
		const now = Date.parse(DATE) - 20_000;
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
		for (const headers of [{ 'retry-after': DATE }, { 'retry-after': DATE, date: 'noon' }]) {
			expect(retryAfterMs(headers)).toBe(20_000);
		}
		clock.mockRestore();
	});

	test('is never negative or NaN', () => {
		const header = fc.oneof(
			fc.string(),
			fc.double().map(String),
			fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
		);
		fc.assert(
			fc.property(header, header, header, (ms, after, date) => {
				const wait = retryAfterMs({ 'retry-after-ms': ms, 'retry-after': after, date }) ?? 0;
				expect(wait).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});
