import { poll, startPolling } from '../../nodes/RetellChatTrigger/poll/poll.ts';
import { stateFrom, type PollState } from '../../nodes/RetellChatTrigger/poll/state.ts';
import type { ChatSource, Settings, Window } from '../../nodes/RetellChatTrigger/poll/types.ts';
import type { PageRequest } from '../../nodes/retell/api/paging.ts';
import type { Chat } from '../../nodes/retell/api/types.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';

const NOW = 1_790_000_000_000;

const settings: Settings = {
	event: 'chatEnded',
	fits: () => true,
	lookback: 10 * MINUTE,
	analysisTimeout: 15 * MINUTE,
	maxChats: 1_000,
	includeErrored: false,
	includeTranscript: false,
	startFrom: 0,
	fingerprint: 'filter',
	account: 'account',
};

function chat(chat_id: string, end_timestamp: number): Chat {
	return { ...undated(chat_id, end_timestamp - MINUTE), end_timestamp };
}

function undated(chat_id: string, start_timestamp: number, chat_status: Chat['chat_status'] = 'ended'): Chat {
	return { chat_id, agent_id: 'a', chat_status, start_timestamp };
}

/** A page of these rows, whose key is the place where it begins. */
function pageOf(rows: Chat[], { limit, pagination_key: key = '0' }: Pick<PageRequest, 'limit' | 'pagination_key'>) {
	const next = Number(key) + limit;
	const has_more = next < rows.length;
	return { items: rows.slice(Number(key), next), has_more, total: rows.length, pagination_key: `${next}` };
}

/** Those that ended in a window. */
const endedIn = (chats: Chat[], { low, high }: Window) =>
	chats.filter(({ end_timestamp: end = 0 }) => end !== null && end >= low && end <= high);

/** Those that began from a time on. */
const begunFrom = (chats: Chat[], from: number) =>
	chats.filter(({ start_timestamp: begun = 0 }) => begun !== null && begun >= from);

function serverOf(chats: Chat[], more: Partial<ChatSource> = {}): ChatSource {
	return {
		list: (window) => Promise.resolve({ items: endedIn(chats, window), has_more: false }),
		listStarted: () => Promise.resolve({ items: [], has_more: false }),
		details: (id) => Promise.reject(new Error(`no details of ${id}`)),
		detailsMemory: { failing: new Map() },
		now: () => NOW,
		beganAt: () => NOW,
		timeLeft: () => MINUTE,
		isTransient: () => true,
		isRateLimit: () => false,
		isOfOneChat: () => false,
		...more,
	};
}

const start: PollState = { ...stateFrom(NOW - 60 * MINUTE, NOW, 'filter'), undated: { waiting: {}, delivered: {} } };
const idsOf = ({ deliveries }: Awaited<ReturnType<typeof poll>>) => deliveries.map(({ chat: { chat_id } }) => chat_id);

/** Polls so often, each time from what the last poll left. `prepare` is called before each poll, with its number. */
async function pollOn(
	server: ChatSource,
	{ from, polls, chosen = settings }: { from: PollState; polls: number; chosen?: Settings },
	prepare: (poll: number) => void,
) {
	const delivered: string[][] = [];
	let largestState = 0;
	let state = from;
	for (let number = 0; number < polls; number++) {
		prepare(number);
		const polled = await poll(server, chosen, state);
		delivered.push(idsOf(polled));
		const stored = JSON.stringify(polled.state);
		largestState = Math.max(largestState, stored.length);
		state = JSON.parse(stored) as PollState;
	}
	return { delivered, largestState };
}

test('the first poll takes what has ended in its first second as old', async () => {
	const state = await startPolling(serverOf([chat('old', NOW - MINUTE), chat('now', NOW)]), settings, () => 0);
	expect(state).toMatchObject({ scanFrom: NOW, seenFrom: NOW, maxEnd: NOW, seen: { now: NOW } });
	expect(state.seen).not.toHaveProperty('old');
});

test('the state given in is not changed', async () => {
	const before = structuredClone(start);
	const { state } = await poll(serverOf([chat('a', NOW - MINUTE)]), settings, start);
	expect(start).toEqual(before);
	expect(state).toMatchObject({ maxEnd: NOW - MINUTE, seen: { a: NOW - MINUTE } });
});

test('chats in error that are too many for the time of one poll come with the next polls, each once', async () => {
	const errored = Array.from({ length: 10 }, (_, n) => undated(`e${n}`, NOW - 60 * MINUTE + n, 'error'));
	let left = 0;
	const server = serverOf([], {
		listStarted: (status, from, order, page) => {
			if (status === 'ended') return Promise.resolve({ items: [], has_more: false });
			if (left <= 0) return Promise.reject(new Error('out of time'));
			left -= MINUTE / 3;
			const rows = begunFrom(errored, from);
			const sorted = order === 'ascending' ? rows : rows.reverse();
			return Promise.resolve(pageOf(sorted, { ...page, limit: 3 }));
		},
		timeLeft: () => left,
	});
	const from = { ...start, errored: {} };
	const chosen = { ...settings, includeErrored: true };
	const { delivered } = await pollOn(server, { from, polls: 6, chosen }, () => (left = MINUTE / 2));
	expect(delivered.flat().sort()).toEqual(errored.map(({ chat_id: id }) => id));
});

test('a look for chats without an end that is cut short does not make those wait anew that it did not reach', async () => {
	let now = NOW;
	let pages = 2;
	let read = 0;
	const server = serverOf([], {
		listStarted: (_status, _from, _order, { pagination_key: key }) => {
			read++;
			return Promise.resolve(
				key === undefined
					? { items: [undated('new', NOW - 5 * MINUTE)], has_more: true, pagination_key: '2' }
					: { items: [undated('old', NOW - 5 * MINUTE)], has_more: false },
			);
		},
		now: () => now,
		timeLeft: () => (read < pages ? MINUTE : 0),
	});
	const { delivered } = await pollOn(server, { from: { ...start, sweptAt: 0 }, polls: 3 }, (number) => {
		read = 0;
		// The second look, half an hour later, has time for one page only.
		pages = number === 1 ? 1 : 2;
		now = NOW + number * 30 * MINUTE;
	});
	expect(delivered.map((ids) => ids.sort())).toEqual([[], [], ['new', 'old']]);
});

test('a chat that is listed without an end and read with one comes once', async () => {
	const listed = undated('late', NOW - 5 * MINUTE);
	let now = NOW;
	const server = serverOf([], {
		listStarted: () => Promise.resolve({ items: [listed], has_more: false }),
		details: () => Promise.resolve({ ...listed, end_timestamp: NOW }),
		now: () => now,
	});
	const chosen = { ...settings, includeTranscript: true };
	const { delivered } = await pollOn(server, { from: { ...start, sweptAt: 0 }, polls: 6, chosen }, (number) => {
		now = NOW + number * 31 * MINUTE;
	});
	expect(delivered.flat()).toEqual(['late']);
});

test('a trigger starts although the time is too short for the look at chats without an end: what the next one finds is old', async () => {
	let left = MINUTE;
	const server = serverOf([], {
		listStarted: () => {
			left = 0;
			return Promise.reject(new Error('out of time'));
		},
		timeLeft: () => left,
	});
	await expect(startPolling(server, settings, () => 0)).resolves.toMatchObject({
		undated: { waiting: {}, delivered: {}, oldTo: NOW },
	});
});

test('the state stays small for as long as a trigger is behind', async () => {
	const chats: Chat[] = [];
	let now = NOW;
	const server = serverOf([], {
		list: (window, page) => Promise.resolve(pageOf(endedIn(chats, window), page)),
		now: () => now,
		beganAt: () => now,
	});
	// Half as many again end as one poll delivers, for two hours.
	const prepare = (poll: number) => {
		now = NOW + poll * MINUTE;
		for (let n = 0; poll < 120 && n < 150; n++)
			chats.push(chat(`chat_${`${poll}_${n}`.padStart(26, '0')}`, now - MINUTE + n * 400));
	};
	const chosen = { ...settings, maxChats: 100 };
	const { delivered, largestState } = await pollOn(server, { from: start, polls: 360, chosen }, prepare);
	expect(delivered.flat()).toEqual(chats.map(({ chat_id: id }) => id));
	expect(largestState).toBeLessThan(200_000);
});

describe('after a change of the filter, with more chats than one look for chats without an end sees:', () => {
	const waiting = { waiting: {}, delivered: {} };

	/** A list of ended chats from the newest start on, one to a page, which are `rows`. */
	function pagesOf(rows: Chat[], onPage: () => void = () => undefined): ChatSource['listStarted'] {
		return (status, from, _order, page) => {
			onPage();
			return Promise.resolve(pageOf(status === 'ended' ? begunFrom(rows, from) : [], { ...page, limit: 1 }));
		};
	}
	const dated = (index: number): Chat => ({
		...chat(`ended_${index}`, NOW - index * MINUTE),
		start_timestamp: NOW - HOUR - index,
	});

	test('one look is enough, and what it did not reach never comes', async () => {
		let now = NOW;
		let looks = 0;
		const rows = [...Array.from({ length: 9 }, (_, index) => dated(index)), undated('past', NOW - 2 * HOUR)];
		const server = serverOf([], { listStarted: pagesOf(rows, () => looks++), now: () => now });
		const changed = { ...settings, fingerprint: 'other' };
		let polled = await poll(server, changed, { ...start, undated: waiting });
		expect(looks).toBe(5);
		for (let minute = 0; minute < 25; minute++) {
			now += MINUTE;
			polled = await poll(server, changed, polled.state);
		}
		expect(looks).toBe(5);
		// Others are deleted: now a look would reach it.
		rows.splice(0, 8);
		for (let halves = 0; halves < 5; halves++) {
			now += 31 * MINUTE;
			polled = await poll(server, changed, polled.state);
			expect(idsOf(polled)).toEqual([]);
		}
	});

	test('after a day nothing in reach is older than the change: no look for that', async () => {
		let looks = 0;
		const server = serverOf([], { listStarted: pagesOf([dated(0)], () => looks++) });
		const undated = { ...waiting, oldTo: NOW - 25 * HOUR };
		await poll(server, settings, { ...start, undated });
		expect(looks).toBe(0);
	});

	test.each([8_000, 14_000])('a slow server (%i ms a page): transcripts are read all the same', async (ms) => {
		let now = NOW;
		let left = 0;
		const pass = async <Answer>(time: number, answer: Answer) => {
			now += Math.min(time, Math.max(0, left));
			left -= time;
			if (left < 0) throw new Error('out of time');
			return await Promise.resolve(answer);
		};
		const chats: Chat[] = [];
		const errored: Chat[] = [];
		const rows = Array.from({ length: 9 }, (_, index) => dated(index));
		const listed = { ended: pagesOf(rows), error: () => Promise.resolve({ items: errored, has_more: false }) };
		const server = serverOf([], {
			list: async ({ low }) =>
				await pass(ms, { items: chats.filter(({ end_timestamp: end }) => (end ?? 0) >= low), has_more: false }),
			listStarted: async (status, ...request) => await pass(ms, await listed[status](status, ...request)),
			details: async (id) => await pass(left < 1_000 ? 1_000 : 0, undated(id, NOW)),
			now: () => now,
			beganAt: () => now,
			timeLeft: () => left,
		});
		const whole = { ...settings, fingerprint: 'other', includeTranscript: true, includeErrored: true };
		const prepare = (minute: number) => {
			now = NOW + minute * MINUTE;
			if (minute < 10) chats.push(chat(`c${minute}`, now - 1_000));
			if (minute === 5) errored.push(undated('broken', now, 'error'));
			left = 32_400;
		};
		const from: PollState = { ...start, errored: {}, undated: waiting };
		const { delivered } = await pollOn(server, { from, polls: 11, chosen: whole }, prepare);
		const ids = delivered.flat();
		expect(ids.filter((id) => id !== 'broken')).toEqual(chats.map(({ chat_id: id }) => id));
		expect(ids).toContain('broken');
	});
});

test('details that the end of the time cut off: the poll fails, and no chat waits for long because of it', async () => {
	const detailsMemory: ChatSource['detailsMemory'] = { failing: new Map() };
	let left = 8_000;
	const server = serverOf([chat('a', NOW - 50 * MINUTE)], {
		detailsMemory,
		timeLeft: () => left,
		details: () => {
			left = 0;
			return Promise.reject(new Error('out of time'));
		},
	});
	const polled = await poll(server, { ...settings, includeTranscript: true }, start);
	expect(polled).toMatchObject({ deliveries: [], failure: new Error('out of time') });
	expect(detailsMemory).toMatchObject({ failing: new Map(), noneSince: undefined });
});

test.each([true, false])(
	'published with thousands of chats in error (with end times: %j): the state is small, and none comes',
	async (isDated) => {
		const errored = Array.from({ length: 10_000 }, (_, index): Chat => {
			const start_timestamp = NOW - 90 * 60 * MINUTE + index * 30_000;
			const broken = undated(`chat_${String(index).padStart(27, '0')}`, start_timestamp, 'error');
			return { ...broken, ...(isDated && { end_timestamp: start_timestamp + 1_000 }) };
		});
		const server = serverOf([], {
			listStarted: (status, from, _order, page) =>
				Promise.resolve(pageOf(status === 'error' ? begunFrom(errored, from) : [], page)),
		});
		const all = { ...settings, includeErrored: true };
		const state = await startPolling(server, all, () => 0);
		expect(JSON.stringify(state).length).toBeLessThan(40_000);
		expect(idsOf(await poll(server, all, state))).toEqual([]);
	},
);

describe('a look-back that is owed', () => {
	const owing: PollState = { ...start, scanFrom: NOW - 20 * MINUTE, owedFrom: NOW - 40 * MINUTE, maxEnd: NOW - MINUTE };
	const chats = [chat('late', NOW - 30 * MINUTE), chat('next', NOW - 10 * MINUTE)];

	test('is made once all is read: what shows there comes first', async () => {
		const polled = await poll(serverOf(chats), settings, owing);
		expect(idsOf(polled)).toEqual(['late', 'next']);
		expect(polled.state.owedFrom).toBeUndefined();
		expect(polled.state.scanFrom).toBe(NOW - 11 * MINUTE);
	});

	test('stays owed where it cannot be read, and what is next comes all the same', async () => {
		const { list } = serverOf(chats);
		const fails: ChatSource['list'] = async (window, page) => {
			if (window.high < NOW - 20 * MINUTE) throw new Error('down');
			return await list(window, page);
		};
		const polled = await poll(serverOf(chats, { list: fails }), settings, owing);
		expect(idsOf(polled)).toEqual(['next']);
		expect(polled.state.scanFrom).toBe(NOW - 40 * MINUTE);
		expect(idsOf(await poll(serverOf(chats), settings, polled.state))).toEqual(['late']);
	});
});

test.each([0.6, 2, 4, 8])(
	'a server that needs the longer the more a window holds, %d ms a row: 20,000 chats after quiet hours all come, in order',
	async (msPerRow) => {
		const chats = Array.from({ length: 20_000 }, (_, n) => chat(`c${n}`, NOW - 30 * MINUTE + n * 50));
		let left = MINUTE;
		const server = serverOf(chats, {
			timeLeft: () => left,
			list: async (window, page) => {
				await Promise.resolve();
				const rows = endedIn(chats, window);
				left -= 50 + msPerRow * rows.length;
				if (left < 0) throw new Error('The time is over');
				return pageOf(rows, page);
			},
		});
		const from = { ...stateFrom(NOW - 10 * HOUR, NOW, 'filter'), undated: start.undated };
		const { delivered } = await pollOn(server, { from, polls: 60 }, () => (left = MINUTE));
		expect(delivered.flat()).toEqual(chats.map(({ chat_id: id }) => id));
	},
);

test('one in error that ended last does not come before those that a slow server has not shown yet', async () => {
	const waiting = Array.from({ length: 1_500 }, (_, n) =>
		chat(`c${String(n).padStart(4, '0')}`, NOW - HOUR + n * 1_000),
	);
	const errored: Chat = { ...chat('errored', NOW - MINUTE), chat_status: 'error' };
	const all = [...waiting, errored];
	let left = MINUTE;
	const server = serverOf(all, {
		timeLeft: () => left,
		list: (window, page) => {
			left -= 8_000;
			return Promise.resolve(pageOf(endedIn(all, window), { ...page, limit: 100 }));
		},
		listStarted: (status) => Promise.resolve({ items: status === 'error' ? [errored] : [], has_more: false }),
		details: (id) => Promise.resolve(all.find(({ chat_id }) => chat_id === id) ?? errored),
	});
	const from = { ...start, errored: {} };
	const chosen = { ...settings, includeErrored: true, includeTranscript: true };
	const { delivered } = await pollOn(server, { from, polls: 30, chosen }, () => (left = MINUTE));
	expect(delivered.flat()).toEqual(all.map(({ chat_id: id }) => id));
});
