// What a server can send, as arbitraries: good answers, answers with a part of them wrong, and worse.
import fc from 'fast-check';

import { hostileJson, hostileNumber, hostileText, PROTOTYPE_KEYS } from './values.ts';

export interface Reply {
	status: number;
	headers?: Record<string, string>;
	body: string;
	/** Bytes of the body after which the connection is cut. */
	cutAfter?: number;
}

export const TIME = 1_800_000_000_000;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'retry-after-ms': '1' };

export const MESSAGES = [
	{ role: 'user', content: 'hello', message_id: 'm1', created_timestamp: TIME },
	{ role: 'agent', content: 'hi', message_id: 'm2', created_timestamp: TIME },
	{
		role: 'tool_call_invocation',
		tool_call_id: 't',
		name: 'look_up',
		arguments: '{"a":1}',
		message_id: 'm3',
		created_timestamp: TIME,
	},
	{
		role: 'tool_call_result',
		tool_call_id: 't',
		content: '{"b":2}',
		successful: true,
		message_id: 'm4',
		created_timestamp: TIME,
	},
];

export function goodChat(id: string, status = 'ongoing') {
	return {
		chat_id: id,
		agent_id: 'agent_1',
		version: 3,
		chat_type: 'api_chat',
		chat_status: status,
		start_timestamp: TIME - 60_000,
		end_timestamp: status === 'ongoing' ? null : TIME,
		transcript: 'User: hello',
		message_with_tool_calls: MESSAGES,
		metadata: { session_key: 'person', order: 7 },
		retell_llm_dynamic_variables: { name: 'Åsa' },
		collected_dynamic_variables: { city: 'Graz' },
		custom_attributes: { level: 2 },
		chat_cost: { combined_cost: 1.5, product_costs: [] },
		chat_analysis: {
			chat_summary: 'Short',
			user_sentiment: 'Positive',
			chat_successful: true,
			custom_analysis_data: { a: 1 },
		},
	};
}

export const goodAgent = (id: string) => ({
	agent_id: id,
	agent_name: 'Support',
	version: 0,
	is_published: false,
	language: 'en-US',
	channel: 'chat',
	response_engine: { type: 'retell-llm', llm_id: 'llm_1' },
	end_chat_after_silence_ms: 3_600_000,
	last_modification_timestamp: TIME,
	webhook_url: null as unknown,
});

export const goodNumber = {
	phone_number: '+14155550142',
	phone_number_pretty: '+1 (415) 555-0142',
	nickname: 'Desk',
	outbound_sms_agents: [{ agent_id: 'agent_1', weight: 1 }],
};

export const goodContact = {
	contact_id: 'contact_1',
	org_id: 'org_1',
	phone_number: '+14155550142',
	first_name: 'Ada',
	tags: ['customer'],
	do_not_call: false,
	custom_fields: { plan: 'pro' },
	conversation_count: 2,
	last_conversation_timestamp: TIME,
	created_timestamp: TIME,
};

export const goodLlm = {
	llm_id: 'llm_1',
	version: 0,
	general_prompt: 'Sell pizza.',
	last_modification_timestamp: TIME,
};

export const goodFlow = {
	conversation_flow_id: 'conversation_flow_1',
	version: 0,
	global_prompt: 'Sell pasta.',
	last_modification_timestamp: TIME,
};

/** A value of which some parts, however deep, are missing, or anything else. */
export function withFlaws(value: unknown, most = 3): fc.Arbitrary<unknown> {
	const paths = pathsOf(value);
	const flaw = fc.tuple(
		fc.constantFrom(...paths),
		fc.option(fc.oneof(hostileJson, hostileJson, fc.constantFrom<unknown>(null, 'NaN', [], {})), { nil: undefined }),
	);
	return fc.array(flaw, { maxLength: most }).map((flaws) => {
		const holder = { value: structuredClone(value) };
		for (const [path, replacement] of flaws) change(holder, ['value', ...path], structuredClone(replacement));
		return holder.value;
	});
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
	const inner =
		typeof value === 'object' && value !== null
			? Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))
			: [];
	return [path, ...inner];
}

function change(holder: unknown, path: string[], replacement: unknown): void {
	const [key = '', ...rest] = path;
	if (typeof holder !== 'object' || holder === null) return;
	if (rest.length > 0) return change(Reflect.get(holder, key), rest, replacement);
	if (replacement === undefined) Reflect.deleteProperty(holder, key);
	else Reflect.set(holder, key, replacement);
}

/** Numbers that JSON can hold, and JavaScript cannot. */
const ODD_NUMBERS = ['1e999', '-1e999', '1e-999', '123456789012345678901234567890', '-0'];

/** JSON text of a value, now and then with keys of prototypes, with a key twice, or with odd numbers. */
export function jsonOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
	const extra = fc
		.tuple(fc.constantFrom(...PROTOTYPE_KEYS, 'chat_id', 'items', 'messages'), hostileJson)
		.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`);
	return fc
		.tuple(value, fc.option(extra, { freq: 5 }), fc.option(fc.constantFrom(...ODD_NUMBERS), { freq: 10 }))
		.map(([each, more, odd]) => {
			const json = JSON.stringify(each) ?? '';
			const text = odd === null ? json : json.replaceAll(/\b18000000\d{5}\b/g, odd);
			return more !== null && text.startsWith('{') && text.length > 2 ? `{${more},${text.slice(1)}` : text;
		});
}

/** A page of a list, with its paging good or wrong. */
export function pageOf(row: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
	const items = fc.oneof(
		{ weight: 6, arbitrary: fc.array(row, { maxLength: 4 }) },
		{ weight: 1, arbitrary: hostileJson },
	);
	const more = fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom<unknown>(false, undefined) },
		{ weight: 1, arbitrary: fc.constantFrom<unknown>(true, 'true', 1) },
	);
	const key = fc.oneof(fc.constantFrom<unknown>(undefined, 'k1', 'k2', '', null), hostileJson);
	return fc.oneof(
		{
			weight: 8,
			arbitrary: fc.record({
				items,
				has_more: more,
				pagination_key: key,
				total: fc.option(hostileNumber, { nil: undefined }),
			}),
		},
		{ weight: 1, arbitrary: hostileJson },
	);
}

const ERROR_MESSAGES = fc.oneof(
	fc.constantFrom(
		'Chat already ended',
		'Cannot find requested asset under given api key.',
		'Item chat_1 not found from chats',
		'ECONNREFUSED',
		'Invalid request format, please check API reference.',
		'x'.repeat(5_000),
		' \n '.repeat(1_000),
	),
	hostileText,
);

const errorBody = fc.oneof(
	{ weight: 3, arbitrary: ERROR_MESSAGES.map((message) => JSON.stringify({ status: 'error', message })) },
	{ weight: 2, arbitrary: hostileJson.map((message) => JSON.stringify({ status: 'error', message })) },
	{ weight: 1, arbitrary: jsonOf(hostileJson) },
	{ weight: 1, arbitrary: fc.constantFrom('', '<html>502</html>', '{"message":', 'null') },
);

/** Retell's usual ones twice. */
const REFUSING = [
	300, 301, 304, 307, 400, 400, 401, 402, 403, 404, 408, 409, 418, 422, 422, 429, 429, 431, 451, 499, 500, 502, 503,
	504, 520, 599, 600, 700, 999,
];

/** A refusal, as Retell or something on the way to it could send it. */
export const refusal: fc.Arbitrary<Reply> = fc.record({
	status: fc.constantFrom(...REFUSING),
	headers: fc.constant(JSON_TYPE),
	body: errorBody,
});

/** An answer with a body like this one: mostly as it should be, or with flaws, or a refusal. */
export function replyWith(status: number, value: fc.Arbitrary<unknown>): fc.Arbitrary<Reply> {
	const ok = fc.record({
		status: fc.constantFrom(status, status, status, 200, 201, 202, 203, 206),
		headers: fc.constant(JSON_TYPE),
		body: jsonOf(value),
	});
	return fc.oneof({ weight: 6, arbitrary: ok }, { weight: 2, arbitrary: refusal });
}

/** An answer without a body, as it should be, or with one. */
export const emptyReply: fc.Arbitrary<Reply> = fc.oneof(
	{ weight: 2, arbitrary: fc.constant({ status: 204, headers: { 'retry-after-ms': '1' }, body: '' }) },
	{
		weight: 2,
		arbitrary: fc.record({
			status: fc.constantFrom(200, 202, 204, 205),
			headers: fc.constant(JSON_TYPE),
			body: fc.oneof(errorBody, jsonOf(hostileJson)),
		}),
	},
	{ weight: 2, arbitrary: refusal },
);

/** How long to wait, as headers say it and as they should not. */
const wait = fc.oneof(
	fc.nat(4_000).map(String),
	fc.double().map(String),
	fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
	fc.constantFrom('', ' ', '1, 2', '0x10', '1e400', 'soon', '12:00', '=?utf-8?q?x?='),
);

const headers: fc.Arbitrary<Record<string, string>> = fc
	.record(
		{
			'content-type': fc.constantFrom(
				'application/json',
				'text/html',
				'text/plain; charset=utf-16',
				'application/octet-stream',
				'image/png',
				'application/json; charset=bogus',
				'multipart/form-data',
				'',
				'application/x-www-form-urlencoded',
				'text/event-stream',
				'application/xml',
			),
			'retry-after': wait,
			'retry-after-ms': wait,
			date: fc.constantFrom('Thu, 01 Jan 1970 00:00:00 GMT', 'never', '', 'Fri, 31 Dec 9999 23:59:59 GMT', '5'),
			'content-encoding': fc.constantFrom('identity', 'gzip', 'br', 'deflate', 'bogus', 'gzip, gzip'),
			location: fc.constantFrom('http://127.0.0.1:9/x', '/get-chat/other', '', '::'),
			'set-cookie': fc.constantFrom('a=b', '__proto__=1'),
			'x-constructor': fc.constant('1'),
			'content-length': fc.constantFrom('0', '5', '100'),
			connection: fc.constantFrom('close', 'keep-alive', 'upgrade'),
		},
		{ requiredKeys: [] },
	)
	.map((each) => ({ ...each }));

/** What HTTP allows and nobody expects: statuses, headers, and bodies that are cut or no JSON. */
export function oddReply(good: string): fc.Arbitrary<Reply> {
	return (
		fc
			.record({
				status: fc.oneof(
					fc.integer({ min: 200, max: 999 }),
					fc.constantFrom(200, 201, 204, 205, 206, 304, 408, 429, 503),
				),
				headers,
				body: fc.oneof(
					fc.constantFrom(
						good,
						'',
						'<!doctype html><title>x</title>',
						`${good}${good}`,
						`\ufeff${good}`,
						`)]}',\n${good}`,
						'\0',
						'{"a":1,}',
						"{'a':1}",
						'NaN',
						'[[[['.repeat(5_000),
						`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
						`"${'x'.repeat(100_000)}"`,
					),
					jsonOf(hostileJson),
					fc.integer({ min: 0, max: good.length }).map((length) => good.slice(0, length)),
				),
				cutAfter: fc.option(fc.nat({ max: 200 }), { nil: undefined, freq: 5 }),
			})
			// A body that is said to be longer never ends, but by a cut.
			.map((reply) =>
				'content-length' in (reply.headers ?? {}) ? { ...reply, cutAfter: reply.cutAfter ?? 200 } : reply,
			)
	);
}
