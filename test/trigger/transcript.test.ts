// Include Transcript: what was said comes with each delivered chat.
import { until } from '../../tools/sandbox/holds.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import type { Outcome } from '../host/poll.ts';
import { deliveredBy, errorsOf, failedAt, idsOf, refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;
const transcript = { options: { includeTranscript: true } };

/** A refusal of the details of one chat, or of all. */
function refuseDetails(status: number, id = '', body?: object) {
	return world.sandbox.faults.add(refusing(status, { body, path: `/get-chat${id && `/${id}`}` }));
}

/** Whether a request is for the details of one of these chats: side by side, they come in any order. */
const isAbout = (path: string, chats: string[]) => chats.some((id) => path === `/get-chat/${id}`);

const said = { messages: [{ role: 'user' as const, content: 'Hello', message_id: 'm', created_timestamp: 1 }] };

/** Chats in which something was said, which end one after the other from a time on. */
const endSaid = (count: number, from = Date.now(), apart = 1) =>
	Array.from({ length: count }, (_, index) => endChat({ ...said, end_timestamp: from + index * apart }));

/** The chats that came without what was said, and marked. */
const markedBy = (outcomes: Outcome[]) =>
	deliveredBy(outcomes)
		.filter((chat) => 'details_unavailable' in chat)
		.map(({ chat_id, details_unavailable: mark }) => mark === true && chat_id);

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
	const chats = endSaid(3);
	refuseDetails(status, chats[1], body);
	const outcomes = await poll(trigger, { times: 2 });
	expect(errorsOf(outcomes)).toEqual([]);
	expect(idsOf(outcomes)).toEqual(chats);
	expect(markedBy(outcomes)).toEqual([chats[1]]);
});

test('a passing failure holds the chat and those after it; both come once it is over', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(8);
	const broken = refuseDetails(500, chats[6]);
	expect(idsOf(await poll(trigger))).toEqual(chats.slice(0, 6));
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
	chats.push(endChat(said));
	broken.remove();
	const outcomes = await poll(trigger, { times: 40 });
	expect(idsOf(outcomes)).toEqual(chats.slice(6));
	expect(markedBy(outcomes)).toEqual([]);
});

test('no details at all: all chats wait for an hour', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(2);
	refuseDetails(503);
	const hour = await poll(trigger, { times: 59 });
	expect(idsOf(hour)).toEqual([]);
	expect(failedAt(hour)).toEqual([4, 8, 16, 32]);
	const outcomes = await poll(trigger, { times: 3 });
	expect(idsOf(outcomes)).toEqual(chats);
});

test.each([
	[503, [5], undefined],
	[400, [2, 3, 4, 5], { status: 'error', message: 'Invalid request format, please check API reference.' }],
	[404, [2, 3, 4, 5], { message: 'Nothing of that kind is here' }],
])(
	'a %i that stays for one chat: it and those after it wait for some minutes; then it comes marked',
	async (status, failed, body) => {
		const trigger = await publish({ parameters: transcript });
		const chats = endSaid(3);
		refuseDetails(status, chats[1], body);
		const minutes = await poll(trigger, { times: 5 });
		expect(idsOf(minutes)).toEqual(chats.slice(0, 1));
		expect(failedAt(minutes)).toEqual(failed);
		const outcomes = await poll(trigger, { times: 3 });
		expect(idsOf(outcomes)).toEqual(chats.slice(1));
		expect(markedBy(outcomes)).toEqual([chats[1]]);
	},
);

test('three chats whose details never come hold up the others together, not one after the other', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(30);
	const bad = [chats[3], chats[14], chats[25]];
	for (const id of bad) refuseDetails(500, id);
	const outcomes = await poll(trigger, { times: 8 });
	expect(idsOf(outcomes)).toEqual(chats);
	expect(markedBy(outcomes)).toEqual(bad);
});

test('details are read side by side, up to twenty', async () => {
	const { sandbox, time } = world;
	const trigger = await publish({ parameters: { options: { includeTranscript: true, maxChatsPerPoll: 2_000 } } });
	const chats = endSaid(200);
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

test('many chats under a rate limit: they come as quickly as it lets them, whole and in order', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(300);
	requests();
	// In the 54 seconds of a poll, 270 requests pass.
	sandbox.rateLimit = { perSecond: 5, retryAfter: 'seconds' };
	const outcomes = await poll(trigger, { times: 3 });
	expect(errorsOf(outcomes)).toEqual([]);
	expect(idsOf(outcomes)).toEqual(chats);
	expect(markedBy(outcomes)).toEqual([]);
	const sent = requests();
	expect(sent.filter(({ status }) => status === 429).length).toBeLessThan(sent.length / 2);
});

test('a rate limit that stays: fewer at once and with the next poll, too, no chat without what was said, and all of them after it', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(60);
	const limited = refuseDetails(429);
	requests();
	const hours = await poll(trigger, { times: 90 });
	expect(idsOf(hours)).toEqual([]);
	expect(failedAt(hours)).toEqual([4, 8, 16, 32, 64]);
	const asked = requests().filter(({ path }) => path.startsWith('/get-chat'));
	// Three tries of 20 and of one; afterwards of two and of one.
	expect(asked.length).toBeLessThanOrEqual(63 + 89 * 9);
	limited.remove();
	const outcomes = await poll(trigger, { times: 2 });
	expect(idsOf(outcomes)).toEqual(chats);
	expect(markedBy(outcomes)).toEqual([]);
});

test('hundreds of chats in a row whose details never come wait for one hour together', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(600);
	const good = chats.slice(500);
	const when = ({ path }: { path: string }) => path.startsWith('/get-chat') && !isAbout(path, good);
	world.sandbox.faults.add(refusing(500, { when }));
	expect(idsOf(await poll(trigger, { every: 10 * MINUTE, times: 6 }))).toEqual([]);
	const outcomes = await poll(trigger, { every: 10 * MINUTE, times: 6 });
	expect(idsOf(outcomes)).toEqual(chats);
	expect(markedBy(outcomes)).toEqual(chats.slice(0, 500));
});

test('every second chat is refused: they come marked together, not sixty every five minutes', async () => {
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(600);
	const bad = chats.filter((_, index) => index % 2 === 1);
	world.sandbox.faults.add({ kind: 'status', status: 400, when: ({ path }) => isAbout(path, bad) });
	expect(idsOf(await poll(trigger, { times: 4 }))).toEqual(chats.slice(0, 1));
	const outcomes = await poll(trigger, { times: 16 });
	expect(idsOf(outcomes)).toEqual(chats.slice(1));
	expect(markedBy(outcomes)).toEqual(bad);
});

test('old chats whose details come too late for one poll come whole with the next', async () => {
	const { sandbox, time } = world;
	const chats = endSaid(40, Date.now() - 5 * HOUR, MINUTE);
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
	expect(markedBy(outcomes)).toEqual([]);
});

test('a key revoked between list and details: what was complete is delivered, then it is told', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: transcript });
	const chats = endSaid(10);
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
