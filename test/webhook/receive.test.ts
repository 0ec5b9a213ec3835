// What the instant trigger takes, what it refuses, and what it starts.
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import { symmetric } from 'retell-sdk/lib/webhook_auth';

import { core } from '../host/n8n.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';
import { stoppedTime } from '../host/time.ts';

const KEY = 'key_webhooks';
const EVENTS = ['chatAnalyzed', 'chatEnded', 'chatStarted'];
const CHAT = {
	chat_id: 'chat_1',
	agent_id: 'agent_1',
	chat_status: 'ended',
	start_timestamp: 1_800_000_000_000,
	end_timestamp: 1_800_000_060_000,
	metadata: { customer: 'Åsa 👋' },
	message_with_tool_calls: [{ role: 'user', content: 'Grüße', message_id: 'm', created_timestamp: 1_800_000_001_000 }],
};

let receiver: Receiver;
// A signature does not grow older than a test says.
let time: ReturnType<typeof stoppedTime>;
let workflow = 0;
const receive = async (parameters: INodeParameters = {}, webhookKey = KEY, rest: Partial<ReceiverOptions> = {}) => {
	receiver = await startReceiver({
		credential: { apiKey: 'key_api', baseUrl: 'https://retell.example', webhookKey },
		parameters: { setUpWebhook: 'manually', events: EVENTS, agentIds: [], simplify: true, ...parameters },
		workflowId: `wf ${workflow++}`,
		...rest,
	});
};
/** Another process of n8n goes on with what is stored. */
const receiveElsewhere = async () => {
	const staticData = receiver.staticData();
	await receiver.close();
	// This process knows nothing of another workflow.
	await receive({}, KEY, { staticData });
};
beforeEach(() => {
	time = stoppedTime();
});
afterEach(async () => {
	await receiver.close();
	time.restore();
});

/** `away`: how long from now, in ms, the signature was made. `type`: of the content; empty: none. */
async function deliver(
	payload: unknown,
	{ key = KEY, away = 0, url = receiver.url, signature = '', type = 'application/json' } = {},
) {
	const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
	const signed = signature || (await symmetric.sign(body, key, Date.now() + away));
	const headers = { 'content-type': type || false, 'x-retell-signature': signed };
	const { status, data } = await axios.post<unknown>(url, body, {
		headers,
		validateStatus: null,
		transformRequest: (whole: string) => whole,
	});
	await receiver.settled();
	return { status, data };
}
const event = (name: string, chat: object = {}) => ({ event: name, chat: { ...CHAT, ...chat } });

/** n8n is at each delivery until it is let go; `reached` settles when it is at the first one. */
function slowly() {
	const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
	const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
	const atWork = () => {
		reach();
		return gate;
	};
	return { atWork, reached, letGo };
}

test('simplified: the event and the chat as the other nodes show it', async () => {
	await receive();
	expect(await deliver(event('chat_ended'))).toMatchObject({ status: 200 });
	expect(receiver.started).toMatchObject([
		{
			json: {
				event: 'chat_ended',
				chat_id: 'chat_1',
				started_at: '2027-01-15T08:00:00.000Z',
				duration_seconds: 60,
				metadata: { customer: 'Åsa 👋' },
				messages: [{ role: 'user', content: 'Grüße' }],
			},
		},
	]);
});

test('simplified also where the switch is the text of an expression', async () => {
	await receive({ simplify: '={{ "true" }}' });
	await deliver(event('chat_started'));
	expect(receiver.started).toMatchObject([{ json: { event: 'chat_started', chat_id: expect.any(String) as string } }]);
});

test('raw: what Retell sent', async () => {
	await receive({ simplify: false });
	await deliver(event('chat_started'));
	expect(receiver.started.map(({ json }) => json)).toEqual([event('chat_started')]);
});

test('without a signature', async () => {
	await receive();
	const { status } = await axios.post(receiver.url, event('chat_ended'), { validateStatus: null });
	expect(status).toBe(401);
});

test.each<[string, number, Parameters<typeof deliver>[1], number]>([
	['malformed', 401, { signature: 'v=1' }, 0],
	['no number', 401, { signature: `v=now,d=${'0'.repeat(64)}` }, 0],
	['too long', 401, { signature: `v=${'9'.repeat(40)},d=${'0'.repeat(64)}` }, 0],
	['too old', 401, { away: -300_001 }, 0],
	['from the future', 401, { away: 300_001 }, 0],
	['by a wrong key', 401, { key: 'key_other' }, 1],
	['by the API key where there is a webhook key', 401, { key: 'key_api' }, 1],
	['five minutes old and right', 200, { away: -300_000 }, 1],
	['five minutes ahead and right', 200, { away: 300_000 }, 1],
])('a signature, %s: a %i, and n8n is asked for the key only if it can be one', async (_case, expected, how, times) => {
	const asked = jest.spyOn(core.WebhookContext.prototype, 'getCredentials');
	await receive();
	const { status, data } = await deliver(event('chat_ended'), how);
	expect(status).toBe(expected);
	expect(JSON.stringify(data)).not.toContain('key_');
	expect(receiver.started).toHaveLength(expected === 200 ? 1 : 0);
	expect(asked).toHaveBeenCalledTimes(times);
	asked.mockRestore();
});

test('without a webhook key, the API key counts', async () => {
	await receive({}, ' ');
	expect(await deliver(event('chat_ended'), { key: 'key_api' })).toMatchObject({ status: 200 });
	expect(receiver.started).toHaveLength(1);
});

describe('a webhook key that was changed in the credential', () => {
	const change = async () => {
		const credential = { apiKey: 'key_api', baseUrl: 'https://retell.example', webhookKey: KEY };
		await receive({}, KEY, { credential });
		await deliver(event('chat_started'));
		credential.webhookKey = 'key_new';
	};

	test('counts at once', async () => {
		await change();
		expect(await deliver(event('chat_ended'), { key: 'key_new' })).toMatchObject({ status: 200 });
		expect(receiver.started).toHaveLength(2);
		expect(await deliver(event('chat_analyzed'))).toMatchObject({ status: 401 });
	});

	test('is no longer good for more than a minute after that', async () => {
		await change();
		time.pass(60_000);
		expect(await deliver(event('chat_ended'))).toMatchObject({ status: 401 });
	});

	test('counts at once while listening for a test event, and so does a wrong one', async () => {
		await change();
		expect(await deliver(event('chat_ended'), { url: receiver.testUrl })).toMatchObject({ status: 401 });
		expect(await deliver(event('chat_ended'), { url: receiver.testUrl, key: 'key_new' })).toMatchObject({
			status: 200,
		});
	});
});

test('other events, other agents and what is no chat get a 200 and start nothing', async () => {
	await receive({ events: ['chatEnded'], agentIds: ['agent_1'] });
	for (const payload of [
		event('chat_started'),
		event('call_ended'),
		event('transcript_updated'),
		event('transcript_translated'),
		event('chat_ended', { agent_id: 'agent_2' }),
		event('chat_ended', { chat_id: undefined }),
		{ event: 'chat_ended' },
		{ event: 'chat_ended', chat: null },
		[],
		'null',
		'"text"',
		{ event: 'toString', chat: CHAT },
	]) {
		expect(await deliver(payload)).toMatchObject({ status: 200 });
	}
	expect(receiver.started).toEqual([]);
	await deliver(event('chat_ended'));
	expect(receiver.started).toHaveLength(1);
});

test('nothing at all, as the test button in the dashboard sends it, gets a 200 and starts nothing', async () => {
	await receive();
	for (const type of ['application/json', '']) expect(await deliver('', { type })).toMatchObject({ status: 200 });
	expect(await deliver('', { key: 'key_other' })).toMatchObject({ status: 401 });
	expect(receiver.started).toEqual([]);
	expect(receiver.thrown).toEqual([]);
});

test.each([
	'text/plain',
	'text/plain; charset=utf-8',
	'application/x-www-form-urlencoded',
	'application/octet-stream',
	'',
])('what is signed is read whatever its content type says: %j', async (type) => {
	await receive();
	// With what a form would take apart.
	const payload = event('chat_ended', { metadata: { note: 'a=b&c=%20+Å' } });
	expect(await deliver(payload, { type })).toMatchObject({ status: 200 });
	expect(receiver.started).toMatchObject([
		{ json: { event: 'chat_ended', chat_id: 'chat_1', metadata: { note: 'a=b&c=%20+Å' } } },
	]);
});

describe('a wrong parameter, and the caller', () => {
	/** Sends an event over a connection that would stay open, and gives what became of that. */
	const call = async (onSent: (sent: ClientRequest) => void = () => {}) => {
		const body = JSON.stringify(event('chat_ended'));
		const headers = { 'x-retell-signature': await symmetric.sign(body, KEY, Date.now()) };
		const agent = new Agent({ keepAlive: true });
		const sent = request(receiver.url, { method: 'POST', headers, agent });
		sent.end(body, () => onSent(sent));
		try {
			const [response] = (await once(sent, 'response')) as [IncomingMessage];
			await text(response);
			return { status: response.statusCode, connection: response.headers.connection };
		} catch {
			return 'gone';
		} finally {
			await receiver.settled();
			agent.destroy();
		}
	};

	test('who waits gets a 200 over a connection that ends with it', async () => {
		await receive({ events: ['chatExploded'] });
		expect(await call()).toEqual({ status: 200, connection: 'close' });
		expect(receiver.thrown).toEqual([expect.stringContaining('"Trigger On" has no option chatExploded')]);
		expect(receiver.started).toEqual([]);
	});

	test('who has gone away is not waited for: the execution fails all the same', async () => {
		const { atWork, reached, letGo } = slowly();
		await receive({ events: ['chatExploded'] }, KEY, { reading: atWork });
		const answer = call((sent) => void reached.then(() => sent.destroy()));
		await receiver.left(1);
		letGo();
		expect(await answer).toBe('gone');
		expect(receiver.statuses).toEqual([]);
		expect(receiver.thrown).toEqual([expect.stringContaining('"Trigger On" has no option chatExploded')]);
	});
});

describe('Agents whose expression returns none do not stand for all agents:', () => {
	const message = 'The expression in "Only These Agents" returns no agent';

	test('an event starts nothing, its execution says why, and the workflow is not published', async () => {
		await receive({ agentIds: '={{ [] }}' });
		expect(await deliver(event('chat_ended'))).toMatchObject({ status: 200 });
		expect(receiver.started).toEqual([]);
		expect(receiver.thrown).toEqual([expect.stringContaining(message)]);
		await expect(receiver.publish()).rejects.toThrow(message);
		// At a restart of n8n, what is published stays so.
		await receiver.publish('init');
	});

	test('one that returns some is no obstacle', async () => {
		await receive({ agentIds: '={{ ["agent_1"] }}' });
		await receiver.publish();
		await deliver(event('chat_ended'));
		expect(receiver.started).toHaveLength(1);
	});
});

test('a delivery repeated three times, also at the same moment, starts the workflow once', async () => {
	await receive();
	await Promise.all([1, 2, 3].map(() => deliver(event('chat_ended'))));
	await deliver(event('chat_ended'));
	expect(receiver.statuses).toEqual([200, 200, 200, 200]);
	expect(receiver.started).toHaveLength(1);
});

describe('an analysis that was run again', () => {
	const [one, other] = ['One', 'Other'].map((summary) =>
		event('chat_analyzed', { chat_analysis: { chat_summary: summary } }),
	);
	const summaries = () => receiver.started.map(({ json }) => json.chat_summary);

	test('comes each time that it says something else than the last one, even if it is what an earlier one said', async () => {
		await receive();
		for (const payload of [one, other, one, one, other, other]) await deliver(payload);
		expect(summaries()).toEqual(['One', 'Other', 'One', 'Other']);
	});

	test('is not mistaken for what Retell sends once more, late', async () => {
		await receive();
		await deliver(one, { away: -3_000 });
		await deliver(other, { away: -1_000 });
		// With its own signature: it is older than what came meanwhile.
		await deliver(one, { away: -3_000 });
		expect(summaries()).toEqual(['One', 'Other']);
		await deliver(one);
		await deliver(other, { away: -1_000 });
		expect(summaries()).toEqual(['One', 'Other', 'One']);
	});

	test('comes though a newer one was faster', async () => {
		await receive();
		await deliver(other, { away: -1_000 });
		await deliver(one, { away: -3_000 });
		// The newer one is still the last.
		await deliver(other);
		expect(summaries()).toEqual(['Other', 'One']);
	});

	test('also after a restart of n8n', async () => {
		await receive();
		for (const payload of [one, other, event('chat_ended', { chat_id: 'chat_2' })]) await deliver(payload);
		await receiveElsewhere();
		for (const payload of [other, one]) await deliver(payload);
		expect(summaries()).toEqual(['One']);
	});
});

test('a message that comes is told from the one before, and from its own duplicates', async () => {
	await receive({ events: ['transcriptUpdated'] });
	const [message] = CHAT.message_with_tool_calls;
	const [one, two] = [1, 2].map((count) =>
		event('transcript_updated', { chat_status: 'ongoing', message_with_tool_calls: Array(count).fill(message) }),
	);
	// Retell sends one again that it got no answer to, also after the next.
	for (const payload of [one, one, two, one, two]) expect(await deliver(payload)).toMatchObject({ status: 200 });
	expect(receiver.started.map(({ json }) => [json.event, (json.messages as unknown[]).length])).toEqual([
		['transcript_updated', 1],
		['transcript_updated', 2],
	]);
});

test('messages that stand beside the chat tell updates apart, and so does a time', async () => {
	await receive({ events: ['transcriptUpdated'] });
	const bare = { chat_id: 'chat_1', agent_id: 'agent_1', chat_status: 'ongoing' };
	const said = [1, 2].map((n) => ({
		event: 'transcript_updated',
		chat: bare,
		transcript_with_tool_calls: [{ role: 'user', content: `${n}` }],
	}));
	const timed = [1, 2].map((n) => ({ ...event('transcript_updated'), event_timestamp: n }));
	for (const [n, payload] of [...said, ...said, ...timed, ...timed].entries()) await deliver(payload, { away: n });
	expect(receiver.started).toHaveLength(4);
});

test('where nothing of what was said is stored, each update starts the workflow, and one that comes again as it was does not', async () => {
	await receive({ events: ['transcriptUpdated'] });
	const payload = JSON.stringify({
		event: 'transcript_updated',
		chat: { chat_id: 'chat_1', agent_id: 'agent_1', chat_status: 'ongoing', transcript: '' },
	});
	for (const away of [-2000, -1000, 0]) {
		const signature = await symmetric.sign(payload, KEY, Date.now() + away);
		for (let times = 0; times < 2; times++) await deliver(payload, { signature });
	}
	expect(receiver.started).toHaveLength(3);
});

describe('a delivery counts as seen when n8n has answered it well', () => {
	const chats = () => receiver.started.map(({ json }) => json.chat_id);
	const first = event('chat_ended');
	const second = event('chat_ended', { chat_id: 'chat_2' });
	test('not when n8n could not store its execution', async () => {
		await receive({}, KEY, { failsFirst: 1 });
		for (const status of [500, 200, 200]) expect(await deliver(first)).toMatchObject({ status });
		expect(chats()).toEqual(['chat_1']);
	});

	test.each([
		['well: it starts nothing', 0, [200, 200]],
		['badly: it starts the workflow', 1, [500, 200]],
	])('a copy waits while n8n is at the first, which ends %s', async (_what, failsFirst, statuses) => {
		const { atWork, reached, letGo } = slowly();
		await receive({}, KEY, { storing: atWork, failsFirst });
		const answers = [deliver(first)];
		await reached;
		answers.push(deliver(first));
		await receiver.called(2);
		expect(receiver.statuses).toEqual([]);
		letGo();
		await Promise.all(answers);
		expect(receiver.statuses).toEqual(statuses);
		expect(chats()).toEqual(['chat_1']);
	});

	test.each([
		['well', 1, [500, 200, 200]],
		['badly: the other starts it', 2, [500, 500, 200]],
	])(
		'of two retries of one that was refused, one starts the workflow, which ends %s',
		async (_what, failsFirst, statuses) => {
			const { atWork, reached, letGo } = slowly();
			await receive({}, KEY, { storing: atWork, failsFirst });
			const answers = [deliver(first)];
			await reached;
			answers.push(deliver(first), deliver(first));
			await receiver.called(3);
			letGo();
			await Promise.all(answers);
			expect(receiver.statuses).toEqual(statuses);
			expect(chats()).toEqual(['chat_1']);
		},
	);

	test('also for a caller who did not wait for the answer', async () => {
		const { atWork, reached, letGo } = slowly();
		await receive({}, KEY, { storing: atWork });
		const body = JSON.stringify(first);
		const headers = {
			'content-type': 'application/json',
			'x-retell-signature': await symmetric.sign(body, KEY, Date.now()),
		};
		const hasty = request(receiver.url, { method: 'POST', headers, agent: false }).on('error', () => {});
		hasty.end(body);
		await reached;
		hasty.destroy();
		await receiver.left(1);
		const answer = deliver(first);
		await receiver.called(2);
		letGo();
		// It looks again after a while.
		const beat = setInterval(() => time.pass(100), 1);
		expect(await answer).toMatchObject({ status: 200 });
		clearInterval(beat);
		expect(chats()).toEqual(['chat_1']);
	});

	test('after a restart: what n8n was at when it was killed starts the workflow again, what it had answered does not', async () => {
		await receive();
		for (const payload of [first, second]) await deliver(payload);
		// Stored with the second one, of which n8n has stored no more than that it is at it.
		await receiveElsewhere();
		for (const payload of [first, second, second]) expect(await deliver(payload)).toMatchObject({ status: 200 });
		expect(chats()).toEqual(['chat_2']);
	});

	test('after a restart: what came twice does not start the workflow again', async () => {
		await receive();
		for (const payload of [first, first]) await deliver(payload);
		await receiveElsewhere();
		await deliver(first);
		expect(chats()).toEqual([]);
	});

	test('what another process is at, is a duplicate as long as Retell waits; later it starts the workflow, once', async () => {
		// Tests live in an earlier time than that in which this process began.
		time.pass(performance.timeOrigin + performance.now() - Date.now());
		await receive();
		await deliver(first);
		await receiveElsewhere();
		for (const ms of [0, 14_000]) {
			time.pass(ms);
			await deliver(first);
			expect(chats()).toEqual([]);
		}
		// By now it may have been refused there.
		time.pass(1_000);
		for (let n = 0; n < 2; n++) expect(await deliver(first)).toMatchObject({ status: 200 });
		expect(chats()).toEqual(['chat_1']);
		await deliver(second);
		await receiveElsewhere();
		time.pass(60_000);
		await deliver(first);
		expect(chats()).toEqual([]);
	});
});

test('while listening for a test event, the same one comes again', async () => {
	await receive();
	for (const url of [receiver.testUrl, receiver.testUrl, receiver.url]) await deliver(event('chat_ended'), { url });
	expect(receiver.started).toHaveLength(3);
});

test('what is remembered stays small', async () => {
	await receive();
	for (let chat = 0; chat < 1_200; chat++) await deliver(event('chat_ended', { chat_id: `chat_${chat}` }));
	expect(JSON.stringify(receiver.staticData()).length).toBeLessThan(1_000 * 22);
	// The newest 1,000 are stored, and the last one is still under way there.
	await receiveElsewhere();
	for (const chat of [199, 200, 1_198, 1_199]) await deliver(event('chat_ended', { chat_id: `chat_${chat}` }));
	expect(receiver.started.map(({ json }) => json.chat_id)).toEqual(['chat_199', 'chat_1199']);
});

test('a body of 1 MB', async () => {
	await receive();
	const transcript = 'ü'.repeat(500_000);
	expect(await deliver(event('chat_ended', { transcript }))).toMatchObject({ status: 200 });
	expect(receiver.started.map(({ json }) => json.transcript === transcript)).toEqual([true]);
});
