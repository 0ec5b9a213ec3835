// For each operation: parameters that are good, and the answers that its calls can get.
import fc from 'fast-check';

import { assignments } from '../nodes/fixtures.ts';
import type { Parameters } from './parameters.ts';
import {
	emptyReply,
	goodAgent,
	goodChat,
	goodNumber,
	MESSAGES,
	oddReply,
	pageOf,
	refusal,
	replyWith,
	TIME,
	withFlaws,
	type Reply,
} from './replies.ts';

export const CHAT = 'chat_1';
const AGENT = 'agent_1';
/** More than one request holds. */
const MANY_IDS = [CHAT, ...Array.from({ length: 600 }, (_, n) => `chat_${n + 2}`)];
const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const some = <Value>(...values: Value[]) => fc.constantFrom(...values);
const simplify = some(true, false);
const options = some<object>({}, {});

const FIELDS: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
	'chat.create': { agentId: some(locator(AGENT)), additionalFields: some({}, { metadata: assignments(['a', 'b']) }) },
	'chat.createSms': {
		fromNumber: some(locator('+14155550142')),
		toNumber: some('+14155550123'),
		additionalFields: some({}),
	},
	'chat.delete': { chatId: some(locator(CHAT)) },
	'chat.deleteMany': {
		filters: some({ olderThanHours: 1 }, { minCost: 0, maxCost: 5 }, { chatIds: CHAT }),
		limit: some(1, 3, 50),
		previewOnly: some(false, false, true),
	},
	'chat.end': { chatId: some(locator(CHAT)), options: some({}, { ifEnded: 'error' }) },
	'chat.endMany': {
		idleMinutes: some(0, 5),
		filters: some({}, { chatIds: [CHAT] }),
		limit: some(1, 3, 50),
		previewOnly: some(false, false, true),
	},
	'chat.get': { chatId: some(locator(CHAT)) },
	'chat.getAll': {
		returnAll: some(true, false),
		limit: some(1, 3, 50),
		filters: some(
			{},
			{ minDurationSeconds: 1, maxDurationSeconds: 9 },
			{ chatIds: [CHAT, 'chat_2'], agentTags: '' },
			{ chatIds: MANY_IDS },
		),
		options: some({}, { includeTranscript: true }),
	},
	'chat.rerunAnalysis': { chatId: some(locator(CHAT)) },
	'chat.sendMessage': {
		conversation: some('chat', 'session'),
		chatId: some(locator(CHAT)),
		agentId: some(locator(AGENT)),
		sessionKey: some('person'),
		message: some('hello', ''),
		additionalFields: some({}),
		options: some({}, { checkStatus: true }, { ifEnded: 'startNew' }, { ifEnded: 'startNew', checkStatus: true }),
	},
	'chat.update': {
		chatId: some(locator(CHAT)),
		updateFields: some(
			{ metadata: assignments(['a', 'b']) },
			{ customAttributes: assignments(['level', '2'], ['b', 'c']), clearFields: ['metadata'] },
			{ dataStorage: 'everything' },
		),
		options: some({}, { metadataMode: 'replace' }),
	},
	'chatAgent.create': {
		responseEngine: some(locator('llm_1'), locator('conversation-flow:f')),
		agentName: some('Desk'),
		additionalFields: some({}, { autoCloseMinutes: 5 }),
	},
	'chatAgent.createVersion': { agentId: some(locator(AGENT)), baseVersion: some('', '0', 'latest_published') },
	'chatAgent.delete': { agentId: some(locator(AGENT)) },
	'chatAgent.deleteVersion': { agentId: some(locator(AGENT)), version: some<string | number>('0', 7) },
	'chatAgent.get': { agentId: some(locator(AGENT)), options: some({}, { version: '3' }) },
	'chatAgent.getAll': { returnAll: some(true, false), limit: some(1, 3, 50), filters: some({}, { query: 'a' }) },
	'chatAgent.getVersions': { agentId: some(locator(AGENT)) },
	'chatAgent.publish': {
		agentId: some(locator(AGENT)),
		version: some('', '0'),
		additionalFields: some({}, { versionTitle: 'One' }),
	},
	'chatAgent.update': {
		agentId: some(locator(AGENT)),
		updateFields: some({ autoCloseMinutes: 5 }, { turnOff: ['webhookUrl'] }),
		options: some({}, { publish: true }, { publish: true, ifPublished: 'error' }),
	},
	'phoneNumber.get': { phoneNumber: some(locator('+14155550142')) },
	'phoneNumber.getAll': { returnAll: some(true, false), limit: some(1, 3, 50) },
	'phoneNumber.updateSms': { phoneNumber: some(locator('+14155550142')), updateFields: some({ nickname: 'Desk' }) },
};

export function goodParameters(name: string): fc.Arbitrary<Parameters> {
	const [resource, operation] = name.split('.');
	return fc
		.record({ simplify, options, ...FIELDS[name] })
		.map((fields): Parameters => ({ resource, operation, ...fields }));
}

/** The answers of a server by the first part of the path, in order; the last one stays. */
export type Replies = Record<string, Reply[]>;

const chat = some('ongoing', 'ongoing', 'ended', 'error').chain((status) => withFlaws(goodChat(CHAT, status)));
const row = fc
	.tuple(some('chat_1', 'chat_2', 'chat_3', 'chat_4', 'a/../b', '..', '\ud800', '__proto__'), some('ongoing', 'ended'))
	.chain(([id, status]) =>
		withFlaws({ ...goodChat(id, status), transcript: undefined, message_with_tool_calls: undefined }, 1),
	);
const agent = withFlaws(goodAgent(AGENT));
const goodVersion = {
	version: 0,
	is_published: true,
	last_modification_timestamp: TIME,
	base_version: 0,
	version_title: 'One',
	version_description: 'First',
};
const version = fc
	.tuple(fc.nat(3), fc.boolean())
	.chain(([number, is_published]) => withFlaws({ ...goodVersion, version: number, is_published }, 1));
const endCall = {
	role: 'tool_call_invocation',
	tool_call_id: 'e',
	name: 'end_call',
	arguments: '{}',
	message_id: 'e',
	created_timestamp: 1,
};

const ANSWERS: Record<string, fc.Arbitrary<Reply>> = {
	'create-chat': replyWith(201, chat),
	'create-sms-chat': replyWith(200, chat),
	'create-chat-completion': replyWith(
		201,
		fc.oneof(
			withFlaws({ messages: MESSAGES }),
			withFlaws({ messages: [...MESSAGES, endCall] }, 1),
			some({ messages: [] }),
		),
	),
	'get-chat': replyWith(200, chat),
	'update-chat': replyWith(200, chat),
	'rerun-chat-analysis': replyWith(201, chat),
	'end-chat': emptyReply,
	'delete-chat': emptyReply,
	v3: replyWith(200, pageOf(row)),
	'list-agents': replyWith(200, pageOf(withFlaws(goodAgent(AGENT), 1))),
	'list-phone-numbers': replyWith(200, pageOf(withFlaws(goodNumber, 1))),
	'get-chat-agent': replyWith(200, agent),
	'list-agent-versions': replyWith(200, pageOf(version)),
	'delete-agent-version': emptyReply,
	'create-chat-agent': replyWith(201, agent),
	'create-agent-version': replyWith(201, agent),
	'update-chat-agent': replyWith(200, agent),
	'publish-agent-version': emptyReply,
	'delete-chat-agent': emptyReply,
	'get-phone-number': replyWith(200, withFlaws(goodNumber)),
	'update-phone-number': replyWith(200, withFlaws(goodNumber)),
};

/** The calls of an operation that matter for its answers. */
const CALLED: Record<string, string[]> = {
	'chat.create': ['create-chat'],
	'chat.createSms': ['create-sms-chat'],
	'chat.delete': ['delete-chat'],
	'chat.deleteMany': ['v3', 'delete-chat'],
	'chat.end': ['end-chat'],
	'chat.endMany': ['v3', 'get-chat', 'end-chat'],
	'chat.get': ['get-chat'],
	'chat.getAll': ['v3', 'get-chat'],
	'chat.rerunAnalysis': ['rerun-chat-analysis'],
	'chat.sendMessage': ['create-chat-completion', 'get-chat', 'create-chat', 'v3', 'end-chat'],
	'chat.update': ['get-chat', 'update-chat'],
	'chatAgent.create': ['create-chat-agent'],
	'chatAgent.createVersion': ['get-chat-agent', 'create-agent-version'],
	'chatAgent.delete': ['delete-chat-agent'],
	'chatAgent.deleteVersion': ['delete-agent-version'],
	'chatAgent.get': ['get-chat-agent'],
	'chatAgent.getAll': ['list-agents'],
	'chatAgent.getVersions': ['list-agent-versions', 'get-chat-agent'],
	'chatAgent.publish': ['get-chat-agent', 'list-agent-versions', 'publish-agent-version'],
	'chatAgent.update': [
		'get-chat-agent',
		'list-agent-versions',
		'delete-agent-version',
		'create-agent-version',
		'update-chat-agent',
		'publish-agent-version',
	],
	'phoneNumber.get': ['get-phone-number'],
	'phoneNumber.getAll': ['list-phone-numbers'],
	'phoneNumber.updateSms': ['update-phone-number', 'get-phone-number'],
};

export function repliesFor(name: string): fc.Arbitrary<Replies> {
	return fc.record(
		Object.fromEntries(
			(CALLED[name] ?? []).map((call) => [call, fc.array(ANSWERS[call] ?? refusal, { minLength: 1, maxLength: 4 })]),
		),
	);
}

const page = (items: object[]) => JSON.stringify({ items, has_more: false });
const GOOD: Record<string, string> = {
	'create-chat-completion': JSON.stringify({ messages: MESSAGES }),
	v3: page([goodChat(CHAT)]),
	'list-agents': page([goodAgent(AGENT)]),
	'list-phone-numbers': page([goodNumber]),
	'get-chat-agent': JSON.stringify(goodAgent(AGENT)),
	'list-agent-versions': page([goodVersion]),
	'delete-agent-version': '',
	'create-chat-agent': JSON.stringify(goodAgent(AGENT)),
	'create-agent-version': JSON.stringify(goodAgent(AGENT)),
	'update-chat-agent': JSON.stringify(goodAgent(AGENT)),
	'publish-agent-version': '',
	'delete-chat-agent': '',
	'get-phone-number': JSON.stringify(goodNumber),
	'update-phone-number': JSON.stringify(goodNumber),
	'end-chat': '',
	'delete-chat': '',
};

/** Answers that are odd at the level of HTTP. */
export function oddRepliesFor(name: string): fc.Arbitrary<Replies> {
	return fc.record(
		Object.fromEntries(
			(CALLED[name] ?? []).map((call) => [
				call,
				fc.array(oddReply(GOOD[call] ?? JSON.stringify(goodChat(CHAT))), { minLength: 1, maxLength: 3 }),
			]),
		),
	);
}

const HUGE = 'x'.repeat(10_000_000);

/** Answers of 10 MB: good ones, cut ones, and such that are no JSON at all. */
export function hugeRepliesFor(name: string): Replies[] {
	const hugely = (make: (good: string) => string): Replies =>
		Object.fromEntries(
			(CALLED[name] ?? []).map((call) => {
				const good = GOOD[call] ?? JSON.stringify(goodChat(CHAT));
				return [
					call,
					[
						{
							status: 200,
							headers: { 'content-type': 'application/json', 'retry-after-ms': '1' },
							body: make(good || '{}'),
						},
					],
				];
			}),
		);
	const whole = (good: string) => `{"note":"${HUGE}"${good === '{}' ? '' : ','}${good.slice(1)}`;
	return [hugely(whole), hugely((good) => whole(good).slice(0, -1)), hugely(() => `<!doctype html><p>${HUGE}</p>`)];
}

/** Answers by the path of a request, in their order. */
export function inOrder(replies: Replies): (path: string) => Reply {
	const met = new Map<string, number>();
	return (path) => {
		const [, first = '', second = ''] = path.split('/');
		const call = first === 'v2' ? second : first;
		const count = met.get(call) ?? 0;
		met.set(call, count + 1);
		const list = replies[call] ?? [];
		// A list whose pages never end is ended after a while: who asks for all of them gets them.
		if (count > 40)
			return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"items":[],"has_more":false}' };
		return list[Math.min(count, list.length - 1)] ?? { status: 404, body: '' };
	};
}
