import fc from 'fast-check';

import { orEnded, orGone, orNone, orNotShown, orRefused } from '../../nodes/retell/api/call.ts';
import { createChatCompletion, deleteChat, endChat, getChat, listChats } from '../../nodes/retell/api/chats.ts';
import { unreadable, type Refusal, type RefusalKind } from '../../nodes/retell/http/refusals.ts';
import { hostileJson } from './arbitraries.ts';
import { EVERY_CALL } from './everyCall.ts';

const refusal = (kind: RefusalKind): Refusal => ({ kind, status: 400, said: '' });
const end = endChat('a/b c');
const endFound = orGone(orEnded(endChat('a/b c')));
const remove = deleteChat('a/b c');
const removeFound = orGone(remove);
const find = orNotShown(getChat('a/b c'));

test('ending a chat that has ended: by this call if an answer got lost, before it if not', () => {
	expect(end.settle?.(refusal('alreadyEnded'), true)).toBe('ended');
	expect(end.settle?.(refusal('alreadyEnded'), false)).toBeUndefined();
	expect(endFound.settle?.(refusal('alreadyEnded'), true)).toBe('ended');
	expect(endFound.settle?.(refusal('alreadyEnded'), false)).toBe('already ended');
});

test('a chat that is not there was deleted only if an answer got lost', () => {
	expect(remove.settle?.(refusal('notFound'), true)).toBe('deleted');
	expect(remove.settle?.(refusal('notFound'), false)).toBeUndefined();
	expect(removeFound.settle?.(refusal('notFound'), true)).toBe('deleted');
	expect(removeFound.settle?.(refusal('notFound'), false)).toBe('gone');
	expect(find.settle?.(refusal('notFound'), false)).toBe('gone');
});

test('that Retell refuses, or has none, is an answer where somebody asks for it, and nothing else is', () => {
	const [refused, none] = [orRefused(end), orNone(getChat('c'))];
	const said = (kind: RefusalKind) => [refused, none].map((call) => call.settle?.(refusal(kind), false));
	expect(said('invalid')).toEqual(['refused', 'none']);
	expect(said('notFound')).toEqual([undefined, 'none']);
	expect(said('server')).toEqual([undefined, undefined]);
});

test('no other refusal is taken for a success', () => {
	const kinds: RefusalKind[] = ['cut', 'forbidden', 'invalid', 'payment', 'rateLimited', 'redirect', 'server', 'slow'];
	for (const kind of [...kinds, 'unauthorized', 'unreachable', 'unreadable'] as const) {
		for (const call of [end, remove, find]) expect(call.settle?.(refusal(kind), true)).toBeUndefined();
	}
	expect(end.settle?.(refusal('notFound'), true)).toBeUndefined();
	expect(remove.settle?.(refusal('alreadyEnded'), true)).toBeUndefined();
});

test('ids are encoded, and nothing is sent with the end of a chat', () => {
	expect([end, remove, find].map(({ path }) => path)).toEqual([
		'/end-chat/a%2Fb%20c',
		'/delete-chat/a%2Fb%20c',
		'/get-chat/a%2Fb%20c',
	]);
	expect([end.body, remove.body]).toEqual([undefined, undefined]);
});

test.each([{ status: 'error', message: 'Not now' }, { error_message: 'request/params/chat_id must be shorter' }])(
	'a refusal in place of an answer, %j, is none to any call, and is quoted',
	(body) => {
		for (const { method, path, parse } of EVERY_CALL)
			expect([method, path, parse(body)]).toEqual([method, path, undefined]);
		expect(unreadable(200, body).said).toBe(body.message ?? body.error_message);
	},
);

test('an answer counts only if it is what it should be', () => {
	const list = listChats({ limit: 1 });
	const send = createChatCompletion({ chat_id: 'c', content: '' });
	const chat = { chat_id: 'c', new_field: 1 };
	expect(find.parse(chat)).toBe(chat);
	for (const body of [undefined, null, '', 'x', {}, [], [chat], { chat_id: '' }, { chat_id: 7 }]) {
		expect(find.parse(body)).toBeUndefined();
	}
	expect(list.parse({ items: [] })).toEqual({ items: [] });
	expect(list.parse({ items: [chat], has_more: true })).toEqual({ items: [chat], has_more: true });
	for (const body of [[], [chat], {}, { items: null }, { items: {} }]) {
		expect(list.parse(body)).toBeUndefined();
	}
	// Rows without an ID are passed over, so that they keep no other from being read.
	expect(list.parse({ items: [{}, chat, null, { chat_id: '' }], has_more: true })).toEqual({
		items: [chat],
		has_more: true,
		rowsWithoutId: 3,
	});
	expect(send.parse({ messages: [] })).toEqual({ messages: [] });
	for (const body of [{}, { messages: {} }, { messages: [null] }, { messages: ['hello'] }, 'hello']) {
		expect(send.parse(body)).toBeUndefined();
	}
	for (const body of [undefined, {}, { status: 'ok' }]) {
		expect([end.parse(body), remove.parse(body)]).toEqual(['ended', 'deleted']);
	}
	for (const body of ['<html>', null, [], 7]) {
		expect([end.parse(body), remove.parse(body)]).toEqual([undefined, undefined]);
	}
	fc.assert(
		fc.property(hostileJson, (body) => {
			for (const call of [find, list, send]) expect(call.parse(body)).toBeUndefined();
		}),
	);
});
