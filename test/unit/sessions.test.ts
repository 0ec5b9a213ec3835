import fc from 'fast-check';

import type { RetellCall, SendToRetell } from '../../nodes/retell/http/client.ts';
import { noteOver } from '../../nodes/retell/sessions/memory.ts';
import { openSessionsWith } from '../../nodes/retell/sessions/open.ts';
import { keyOf as keyOfText, SESSION_KEY, type Session } from '../../nodes/retell/sessions/session.ts';
import { by, pageOf } from '../../tools/sandbox/paging.ts';
import { anyCharacter } from './arbitraries.ts';

const AGENT = 'agent_a';
const NOW = 1_000_000_000;

/** A chat as the server keeps it; `metadata` can be anything. */
interface Stored {
	chat_id: string;
	agent_id: string;
	chat_status: string;
	start_timestamp: number;
	metadata?: unknown;
}

interface Request {
	caller: number;
	path: string;
	/** Whether it is a list for twins. */
	twins: boolean;
	/** Whether it is a page after the first. */
	further: boolean;
	/** The key of a session that a chat is created for. */
	key?: unknown;
}

interface Settings {
	pageSize?: number;
	/** Shows lists without filtering them. */
	careless?: boolean;
	/** Its clock moves on by so many ms with each chat, over and over. */
	steps?: number[];
	/** What the IDs of new chats begin with, in their order. */
	ids?: number[];
	/** Whether lists show its chats yet. */
	shows?: () => boolean;
	/** Waits for a request to arrive, or for its answer to. */
	travel?: (label: string) => Promise<void>;
}

/** Retell in memory: what it keeps, what it was asked, and a way to it for each caller. */
function retellWith(known: Stored[], settings: Settings = {}) {
	const {
		pageSize = 1000,
		careless = false,
		steps = [1],
		ids = [],
		shows = () => true,
		travel = async () => {},
	} = settings;
	const chats = structuredClone(known);
	const requests: Request[] = [];
	let now = NOW;
	let created = 0;

	const list = ({ filter_criteria: filter, pagination_key, limit }: ListBody) => {
		const since = filter.start_timestamp?.value ?? 0;
		const wanted = (chat: Stored) =>
			shows() &&
			filter.agent.some(({ agent_id }) => agent_id === chat.agent_id) &&
			filter.chat_status.value.includes(chat.chat_status) &&
			chat.start_timestamp >= since;
		const rows = chats.filter((chat) => careless || wanted(chat));
		return pageOf('chats', rows, by('start_timestamp', 'chat_id'), {
			pagination_key,
			limit: Math.min(pageSize, limit),
		});
	};

	const answer = (path: string, body: unknown) => {
		if (path === '/v3/list-chats') return list(body as ListBody);
		if (path === '/create-chat') {
			now += steps[created % steps.length] ?? 1;
			const chat_id = `chat_${String(ids[created] ?? 0).padStart(3, '0')}_${created++}`;
			const chat = { ...(body as Stored), chat_id, chat_status: 'ongoing', start_timestamp: now };
			chats.push(chat);
			return chat;
		}
		const chat = chats.find(({ chat_id }) => path === `/end-chat/${chat_id}`);
		if (!chat) throw new Error(`Nobody expects ${path}`);
		chat.chat_status = 'ended';
		return undefined;
	};

	const api =
		(caller = 0) =>
		async <Answer>({ path, body, parse }: RetellCall<Answer>): Promise<Answer> => {
			await travel(`${caller} asks ${path}`);
			const { filter_criteria: filter, pagination_key: place, metadata } = (body ?? {}) as Partial<AnyBody>;
			const [twins, further] = [filter?.start_timestamp !== undefined, place !== undefined];
			requests.push({ caller, path, twins, further, key: metadata?.[SESSION_KEY] });
			const answered = parse(structuredClone(answer(path, body)));
			if (answered === undefined) throw new Error(`${path} was answered wrongly`);
			await travel(`${path} answers ${caller}`);
			return answered;
		};

	return { chats, requests, api };
}

function newestFirst(a: Stored, b: Stored): number {
	if (a.start_timestamp !== b.start_timestamp) return b.start_timestamp - a.start_timestamp;
	return a.chat_id === b.chat_id ? 0 : a.chat_id < b.chat_id ? 1 : -1;
}

interface ListBody {
	filter_criteria: {
		agent: Array<{ agent_id: string }>;
		chat_status: { value: string[] };
		start_timestamp?: { value: number };
	};
	limit: number;
	pagination_key?: string;
}

interface AnyBody extends ListBody {
	metadata: Record<string, unknown>;
}

function sessionOf(key: string): Session {
	return { agentId: AGENT, key, settings: { metadata: { [SESSION_KEY]: key } } };
}

let processes = 0;

/** Opens sessions as an execution does in a process that knows nothing of them but a chat that has ended. */
async function openSessions(send: SendToRetell, sessions: Session[], over?: string) {
	const process = `process ${processes++}`;
	const named = sessions.map((session) => ({ ...session, name: `${process}: ${session.key}` }));
	if (over !== undefined) for (const { name } of named) noteOver(name, over);
	const { open } = openSessionsWith({ send, parallel: 5 }, () => named);
	return await Promise.all(named.map(open));
}

const keys = ['a', 'b', 'c', '4711', 'true', '__proto__'];
const storedKeys = [...keys, 4711, true, null, '', 'A', ' a ', 'ab', {}, { a: 1 }, [], ['a'], [[]]];
const metadata = fc.oneof(
	{ weight: 5, arbitrary: fc.constantFrom(...storedKeys).map((key) => ({ [SESSION_KEY]: key })) },
	fc.constantFrom<unknown>(undefined, null, {}, [], ['a'], 'a', 4711, { key: 'a' }, { session_key: undefined }),
);

/** Chats in any state, begun minutes apart, and many of them at the same time. */
const chats: fc.Arbitrary<Stored[]> = fc
	.array(
		fc.record({
			agent_id: fc.constantFrom(AGENT, AGENT, AGENT, 'agent_b'),
			chat_status: fc.constantFrom('ongoing', 'ongoing', 'ongoing', 'ended', 'error', 'a new one'),
			start_timestamp: fc.nat(9).map((age) => NOW - age * 120_000),
			metadata,
		}),
		{ maxLength: 40 },
	)
	.map((rows) => rows.map((row, n) => ({ chat_id: `chat_old_${n}`, ...row })));

const sessions = fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }).map((each) => each.map(sessionOf));

/** The key that a chat has for the people who wrote it: 4711 is "4711", and " a " is "a". */
function keyOf(chat: Stored): string {
	const key = (chat.metadata as Record<string, unknown> | null | undefined)?.[SESSION_KEY];
	return ['string', 'number', 'boolean'].includes(typeof key) ? String(key).trim() : '';
}

const goesOn = (chat: Stored) => chat.agent_id === AGENT && chat.chat_status === 'ongoing';

test('an existing session gets its newest chat, a missing one gets one chat, and no page is read in vain', async () => {
	const pageSize = fc.integer({ min: 1, max: 10 });
	const property = fc.asyncProperty(chats, sessions, pageSize, fc.boolean(), async (stored, wanted, size, careless) => {
		const retell = retellWith(stored, { pageSize: size, careless });
		const answers = await openSessions(retell.api(), wanted);

		// What was there, newest first, and where in it the sessions are.
		const rows = stored.filter((chat) => careless || goesOn(chat)).sort(newestFirst);
		const found = wanted.map(({ key }) => rows.findIndex((chat) => goesOn(chat) && keyOf(chat) === key));
		const missing = wanted.filter((_, n) => found[n] === -1).map(({ key }) => key);
		wanted.forEach(({ key }, n) => {
			const chat = retell.chats.find(({ chat_id }) => chat_id === answers[n]?.chatId);
			expect(chat && goesOn(chat) && keyOf(chat)).toBe(key);
			expect(answers[n]).toMatchObject({ isNew: missing.includes(key) });
			if (!missing.includes(key)) expect(chat?.start_timestamp).toBe(rows[found[n] ?? -1]?.start_timestamp);
		});
		const creates = retell.requests.filter(({ path }) => path === '/create-chat').map(({ key }) => key);
		expect(creates.sort()).toEqual(missing.sort());

		const lists = retell.requests.filter(({ path }) => path === '/v3/list-chats');
		const last = missing.length > 0 ? rows.length - 1 : Math.max(...found);
		expect(lists.filter(({ twins }) => !twins)).toHaveLength(Math.max(1, Math.ceil((last + 1) / size)));
		// One of the first start, which goes ahead, and one for all others.
		expect(lists.filter(({ twins, further }) => twins && !further)).toHaveLength(Math.min(missing.length, 2));
		expect(retell.requests).toHaveLength(lists.length + creates.length);
	});
	await fc.assert(property, { numRuns: 500 });
});

/** What came of callers that look for the same sessions, their requests interleaved at random. */
async function race(scheduler: fc.Scheduler, callers: number, wanted: string[], settings: Settings) {
	const travel = async (label: string) => await scheduler.schedule(Promise.resolve(), label);
	const { chats: left, requests, api } = retellWith([], { ...settings, travel });
	const answers = await scheduler.waitFor(
		Promise.all(Array.from({ length: callers }, (_, caller) => openSessions(api(caller), wanted.map(sessionOf)))),
	);
	return wanted.map((key, n) => {
		const creates = requests.filter((request) => request.key === key).map(({ caller }) => caller);
		const lastCreate = requests.findLastIndex((request) => request.key === key);
		return {
			creators: [...new Set(creates)],
			chosen: answers.map((chats) => chats[n]?.chatId),
			goingOn: left.filter((chat) => keyOf(chat) === key && goesOn(chat)).map(({ chat_id }) => chat_id),
			/** Whether the list by which a caller decided came after all creates. */
			late: (caller: number) => {
				const twins = creates.includes(caller);
				const ownCreate = requests.findIndex((each) => each.caller === caller && each.key === key);
				const lists = (each: Request) => each.caller === caller && each.path === '/v3/list-chats';
				const decides = (each: Request) => lists(each) && each.twins === twins && !each.further;
				return requests.findIndex((each, index) => index > ownCreate && decides(each)) > lastCreate;
			},
		};
	});
}

type Raced = Awaited<ReturnType<typeof race>>[number];

const callers = fc.integer({ min: 2, max: 3 });
const someKeys = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const settings = fc.record({
	pageSize: fc.integer({ min: 1, max: 10 }),
	steps: fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }),
	ids: fc.uniqueArray(fc.nat(999), { minLength: 9, maxLength: 9 }),
});

/** Lets callers race in many ways, and looks at what comes of each session. */
async function inRaces(servers: fc.Arbitrary<Settings>, check: (session: Raced) => void): Promise<void> {
	const property = fc.asyncProperty(fc.scheduler(), callers, someKeys, servers, async (turns, many, wanted, server) => {
		(await race(turns, many, wanted, server)).forEach(check);
	});
	await fc.assert(property, { numRuns: 300 });
}

describe('callers at the same time', () => {
	test('those that looked for twins after all creates agree on one chat, which goes on', async () => {
		await inRaces(settings, ({ creators, chosen, goingOn, late }) => {
			const agreed = [...new Set(creators.filter(late).map((caller) => chosen[caller]))];
			expect(agreed.length).toBeLessThanOrEqual(1);
			for (const chatId of agreed) expect(goingOn).toContain(chatId);
			if (creators.every(late)) expect(goingOn).toEqual(agreed);
		});
	});

	test('where no two chats begin at the same time, all that created one agree, and no other is left', async () => {
		const distinct = settings.map(({ steps, ...server }) => ({ ...server, steps: steps.map((step) => step + 1) }));
		await inRaces(distinct, ({ creators, chosen, goingOn }) => {
			expect(goingOn).toHaveLength(1);
			for (const caller of creators) expect([chosen[caller]]).toEqual(goingOn);
		});
	});
});

test('a chat that was found to have ended is not taken, also as a twin', async () => {
	const age = fc.nat(100_000);
	const property = fc.asyncProperty(chats, sessions, age, async (stored, wanted, ms) => {
		const over = { chat_id: 'chat_over', agent_id: AGENT, chat_status: 'ongoing', start_timestamp: NOW - ms };
		const retell = retellWith([...stored, { ...over, metadata: wanted[0]?.settings.metadata }]);
		const answers = await openSessions(retell.api(), wanted, over.chat_id);
		expect(answers.map(({ chatId }) => chatId)).not.toContain(over.chat_id);
	});
	await fc.assert(property, { numRuns: 500 });
});

test('what two processes started unseen becomes one chat once lists show both, with the next message of each', async () => {
	const clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
	let areShown = false;
	const retell = retellWith([], { shows: () => areShown });
	const processOf = (name: string) => {
		const session = { ...sessionOf('a'), name };
		// Each message is an execution of its own.
		return async () => await openSessionsWith({ send: retell.api(), parallel: 5 }, () => [session]).open(session);
	};
	const [one, other] = [processOf('one'), processOf('other')];
	const [older, younger] = [await one(), await other()];
	expect(older.chatId).not.toBe(younger.chatId);

	areShown = true;
	clock.mockReturnValue(NOW + 9_000);
	expect(await other()).toMatchObject({ chatId: younger.chatId });
	clock.mockReturnValue(NOW + 10_000);
	expect(await other()).toMatchObject({ chatId: older.chatId });
	expect(retell.chats.filter(goesOn).map(({ chat_id }) => chat_id)).toEqual([older.chatId]);
	expect(await one()).toMatchObject({ chatId: older.chatId });

	// Each has looked once, and knows it now.
	const { length } = retell.requests;
	for (const message of [one, other]) expect(await message()).toMatchObject({ chatId: older.chatId });
	expect(retell.requests).toHaveLength(length);
	clock.mockRestore();
});

test('what a process knows counts for ten minutes, and then what Retell lists', async () => {
	const clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
	const retell = retellWith([]);
	const session = { ...sessionOf('a'), name: 'forgotten' };
	const message = async () =>
		await openSessionsWith({ send: retell.api(), parallel: 5 }, () => [session]).open(session);
	const { chatId } = await message();
	clock.mockReturnValue(NOW + 11_000);
	await message();
	retell.requests.length = 0;
	clock.mockReturnValue(NOW + 10 * 60_000);
	expect(await message()).toMatchObject({ chatId });
	expect(retell.requests).toEqual([]);
	clock.mockReturnValue(NOW + 11 * 60_000 + 1);
	expect(await message()).toMatchObject({ chatId });
	expect(retell.requests.map(({ path }) => path)).toEqual(['/v3/list-chats']);
	clock.mockRestore();
});

test('a key in the one form of all that look the same stays as it is', () => {
	const parts = fc.constantFrom(
		'e',
		'\u0308',
		'\u200b',
		' ',
		'\u00a0',
		'-',
		'\u2011',
		'\u0000',
		'\ufe0f',
		'ada',
		'\ufeff',
	);
	const key = fc.oneof(
		fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
		fc.string({ unit: anyCharacter }),
	);
	fc.assert(
		fc.property(key, (text) => expect(keyOfText(keyOfText(text))).toBe(keyOfText(text))),
		{ numRuns: 2_000 },
	);
});
