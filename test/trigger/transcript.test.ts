// Include Transcript: what was said comes with each delivered chat.
import { until } from '../../tools/sandbox/holds.ts';
import type { Fault } from '../../tools/sandbox/index.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;
const transcript = { options: { includeTranscript: true } };

/** A refusal of the details of one chat, or of all. */
function refuseDetails(status: number, id = '', body?: object) {
	const fault: Fault = {
		kind: 'status',
		status,
		body,
		headers: { 'retry-after-ms': '1' },
		path: `/get-chat${id && `/${id}`}`,
	};
	return world.sandbox.faults.add(fault);
}

/** Whether a request is for the details of one of these chats: side by side, they come in any order. */
const isAbout = (path: string, chats: string[]) => chats.some((id) => path === `/get-chat/${id}`);

const said = { messages: [{ role: 'user' as const, content: 'Hello', message_id: 'm', created_timestamp: 1 }] };

test('simplified and whole', async () => {
	const simple = await publish({ parameters: transcript });
	const whole = await publish({ parameters: { ...transcript, simplify: false } });
	endChat(said);
	const [one] = await poll(simple);
	expect(one?.items[0]?.json).toMatchObject({
		transcript: 'User: Hello\n',
		messages: [{ role: 'user', content: 'Hello' }],
	});
	expect(one?.items[0]?.json).not.toHaveProperty('details_unavailable');
	const [other] = await poll(whole);
	expect(other?.items[0]?.json).toMatchObject({
		transcript: 'User: Hello\n',
		message_with_tool_calls: [{ content: 'Hello' }],
	});
});

test('is read for the chats that are delivered and for no others', async () => {
	const parameters = { event: 'chatAnalyzed', options: { includeTranscript: true, maxChatsPerPoll: 12 } };
	const trigger = await publish({ parameters });
	const chats = Array.from({ length: 20 }, (_, index) =>
		endChat({ end_timestamp: Date.now() + index, analysisDelayMs: 0 }),
	);
	endChat();
	const detailed = () =>
		requests()
			.filter(({ method }) => method === 'GET')
			.map(({ path }) => path.replace('/get-chat/', ''));
	expect(detailed()).toEqual([]);
	expect(idsOf(await poll(trigger))).toEqual(chats.slice(0, 12));
	expect(detailed().sort()).toEqual(chats.slice(0, 12));
	expect(idsOf(await poll(trigger))).toEqual(chats.slice(12));
	expect(detailed().sort()).toEqual(chats.slice(12));
});

test.each([
	[404, undefined],
	[422, { status: 'error', message: 'Cannot find requested asset under given api key.' }],
	[422, { status: 'error', message: 'Unprocessable.' }],
])('a %i for one chat: it is delivered without, marked, in its place', async (status, body) => {
	const trigger = await publish({ parameters: transcript });
	const chats = [0, 1, 2].map((index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	refuseDetails(status, chats[1], body);
	const outcomes = await poll(trigger, { times: 2 });
	expect(errorsOf(outcomes)).toEqual([]);
	expect(idsOf(outcomes)).toEqual(chats);
	expect(outcomes[0]?.items.map(({ json }) => json.details_unavailable)).toEqual([undefined, true, undefined]);
});

test('a passing failure holds the chat and those after it; both come once it is over', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 8 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const broken = refuseDetails(500, chats[6]);
	expect(idsOf(await poll(trigger))).toEqual(chats.slice(0, 6));
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
	chats.push(endChat(said));
	broken.remove();
	const outcomes = await poll(trigger, { times: 40 });
	expect(idsOf(outcomes)).toEqual(chats.slice(6));
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
});

test('a failure that stays holds the others for some minutes; then the chat comes marked', async () => {
	const trigger = await publish({ parameters: transcript });
	const [held, next] = [endChat(said), endChat({ ...said, end_timestamp: Date.now() + 1 })];
	refuseDetails(503, held);
	const minutes = await poll(trigger, { times: 5 });
	expect(idsOf(minutes)).toEqual([]);
	expect(minutes.flatMap(({ error }, index) => (error ? [index + 1] : []))).toEqual([4]);
	const outcomes = await poll(trigger, { times: 3 });
	expect(idsOf(outcomes)).toEqual([held, next]);
	expect(outcomes.flatMap(({ items }) => items).map(({ json }) => json.details_unavailable)).toEqual([true, undefined]);
});

test('no details at all: all chats wait for an hour', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = [endChat(said), endChat({ ...said, end_timestamp: Date.now() + 1 })];
	refuseDetails(503);
	const hour = await poll(trigger, { times: 59 });
	expect(idsOf(hour)).toEqual([]);
	expect(hour.flatMap(({ error }, index) => (error ? [index + 1] : []))).toEqual([4, 8, 16, 32]);
	const outcomes = await poll(trigger, { times: 3 });
	expect(idsOf(outcomes)).toEqual(chats);
});

test.each([
	[400, { status: 'error', message: 'Invalid request format, please check API reference.' }],
	[404, { message: 'Nothing of that kind is here' }],
])(
	'a chat that Retell refuses with %i alone comes marked after some minutes, with all after it',
	async (status, body) => {
		const trigger = await publish({ parameters: transcript });
		const chats = Array.from({ length: 3 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
		refuseDetails(status, chats[1], body);
		const outcomes = await poll(trigger, { times: 8 });
		expect(idsOf(outcomes)).toEqual(chats);
		const marks = outcomes.flatMap(({ items }) => items).map(({ json }) => json.details_unavailable);
		expect(marks).toEqual([undefined, true, undefined]);
	},
);

test('three chats whose details never come hold up the others together, not one after the other', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 30 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const bad = [chats[3], chats[14], chats[25]];
	for (const id of bad) refuseDetails(500, id);
	const outcomes = await poll(trigger, { times: 8 });
	expect(idsOf(outcomes)).toEqual(chats);
	const marked = outcomes.flatMap(({ items }) =>
		items.filter(({ json }) => json.details_unavailable).map(({ json }) => json.chat_id),
	);
	expect(marked).toEqual(bad);
});

test('details are read side by side, up to twenty', async () => {
	const { sandbox, time } = world;
	const trigger = await publish({ parameters: { options: { includeTranscript: true, maxChatsPerPoll: 2_000 } } });
	const chats = Array.from({ length: 200 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	// Held until twenty are there: read five at a time, they would wait for ever.
	const mostAtOnce = () => Math.max(...sandbox.requests.map(({ inFlight }) => inFlight));
	const together = sandbox.faults.add({
		kind: 'wait',
		path: '/get-chat',
		until: async () => await until(() => mostAtOnce() >= 20),
	});
	// They go out a little apart, also while the first ones are held.
	const crawl = setInterval(() => time.pass(1), 1);
	requests();
	const [outcome] = await poll(trigger);
	clearInterval(crawl);
	together.remove();
	expect(outcome?.ids).toEqual(chats);
	expect(Math.max(...requests().map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(21);
});

test('a rate limit while old chats are drained costs none its transcript', async () => {
	const now = Date.now();
	const chats = Array.from({ length: 12 }, (_, index) =>
		endChat({ ...said, end_timestamp: now - 5 * HOUR + index * MINUTE }),
	);
	const trigger = await publish({ parameters: { options: { includeTranscript: true, startFromHours: 6 } } });
	const limited = refuseDetails(429, chats[7]);
	const early = await poll(trigger, { times: 3 });
	limited.remove();
	const outcomes = [...early, ...(await poll(trigger, { times: 3 }))];
	expect(idsOf(outcomes)).toEqual(chats);
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
});

test('many chats under a rate limit: they come as quickly as it lets them, whole and in order', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 300 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	requests();
	// In the 54 seconds of a poll, 270 requests pass.
	sandbox.rateLimit = { perSecond: 5, retryAfter: 'seconds' };
	const outcomes = await poll(trigger, { times: 3 });
	expect(errorsOf(outcomes)).toEqual([]);
	expect(idsOf(outcomes)).toEqual(chats);
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
	const sent = requests();
	expect(sent.filter(({ status }) => status === 429).length).toBeLessThan(sent.length / 2);
});

test('a rate limit that stays: fewer at once and with the next poll, too, no chat without what was said, and all of them after it', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 60 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const limited = refuseDetails(429);
	requests();
	const hours = await poll(trigger, { times: 90 });
	expect(idsOf(hours)).toEqual([]);
	expect(hours.flatMap(({ error }, index) => (error ? [index + 1] : []))).toEqual([4, 8, 16, 32, 64]);
	const asked = requests().filter(({ path }) => path.startsWith('/get-chat'));
	// Three tries of 20 and of one; afterwards of two and of one.
	expect(asked.length).toBeLessThanOrEqual(63 + 89 * 9);
	limited.remove();
	const outcomes = await poll(trigger, { times: 2 });
	expect(idsOf(outcomes)).toEqual(chats);
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
});

test('one chat that meets the rate limit again and again waits for it, however long', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = [0, 1, 2].map((index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const limited = refuseDetails(429, chats[1]);
	expect(idsOf(await poll(trigger, { times: 10 }))).toEqual(chats.slice(0, 1));
	limited.remove();
	const outcomes = await poll(trigger, { times: 2 });
	expect(idsOf(outcomes)).toEqual(chats.slice(1));
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
});

test('hundreds of chats in a row whose details never come wait for one hour together', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 600 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const good = chats.slice(500);
	const when = ({ path }: { path: string }) => path.startsWith('/get-chat') && !isAbout(path, good);
	world.sandbox.faults.add({ kind: 'status', status: 500, headers: { 'retry-after-ms': '1' }, when });
	expect(idsOf(await poll(trigger, { every: 10 * MINUTE, times: 6 }))).toEqual([]);
	const outcomes = await poll(trigger, { every: 10 * MINUTE, times: 6 });
	expect(idsOf(outcomes)).toEqual(chats);
	const marks = outcomes.flatMap(({ items }) => items.map(({ json }) => json.details_unavailable));
	expect(marks).toEqual(chats.map((_, index) => (index < 500 ? true : undefined)));
});

test('every second chat is refused: they come marked together, not sixty every five minutes', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 600 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const bad = chats.filter((_, index) => index % 2 === 1);
	world.sandbox.faults.add({ kind: 'status', status: 400, when: ({ path }) => isAbout(path, bad) });
	expect(idsOf(await poll(trigger, { times: 4 }))).toEqual(chats.slice(0, 1));
	const outcomes = await poll(trigger, { times: 16 });
	expect(idsOf(outcomes)).toEqual(chats.slice(1));
	const marked = outcomes.flatMap(({ items }) =>
		items.filter(({ json }) => json.details_unavailable).map(({ json }) => json.chat_id),
	);
	expect(marked).toEqual(bad);
});

test('old chats whose details come too late for one poll come whole with the next', async () => {
	const { sandbox, time } = world;
	const now = Date.now();
	const chats = Array.from({ length: 40 }, (_, index) =>
		endChat({ ...said, end_timestamp: now - 5 * HOUR + index * MINUTE }),
	);
	const trigger = await publish({ parameters: { options: { includeTranscript: true, startFromHours: 6 } } });
	// From the 13th chat on, the first poll has no time left.
	const when = ({ path }: { path: string }) => isAbout(path, chats.slice(12));
	const answeredBefore = () =>
		sandbox.requests.filter(({ path, status }) => isAbout(path, chats.slice(0, 12)) && status !== null);
	const slow = sandbox.faults.add({
		kind: 'wait',
		when,
		until: async () => {
			await until(() => answeredBefore().length === 12);
			time.pass(4_000);
		},
	});
	const late = sandbox.faults.add({ kind: 'dropBefore', when });
	const outcomes = await poll(trigger);
	slow.remove();
	late.remove();
	outcomes.push(...(await poll(trigger, { times: 3 })));
	expect(outcomes[0]?.ids).toEqual(chats.slice(0, 10 + 2));
	expect(idsOf(outcomes)).toEqual(chats);
	for (const { json } of outcomes.flatMap(({ items }) => items)) expect(json).not.toHaveProperty('details_unavailable');
});

test('a key revoked between list and details: what was complete is delivered, then it is told', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: transcript });
	const chats = Array.from({ length: 10 }, (_, index) => endChat({ ...said, end_timestamp: Date.now() + index }));
	const revoked = sandbox.faults.add({
		kind: 'status',
		status: 401,
		when: ({ path }) => isAbout(path, chats.slice(5)),
	});
	const [partial, failed] = await poll(trigger, { times: 2 });
	expect(partial?.ids).toEqual(chats.slice(0, 5));
	expect(failed?.error?.httpCode).toBe('401');
	revoked.remove();
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual(chats.slice(5));
});
