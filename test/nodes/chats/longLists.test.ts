// Long lists, read in slices side by side: the same rows in the same order as page after page, whatever Retell is like.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { allArrived } from '../../../tools/sandbox/holds.ts';
import { isRecord } from '../../../nodes/retell/values.ts';
import { HOUR } from '../../../tools/times.ts';
import { idsOf, useManyChats } from '../manyChats.ts';

const { world, endMany, deleteMany, requestsTo, statusOf } = useManyChats();
const LIST = '/v3/list-chats';
const T0 = 1_780_000_000_000;
const YEAR = 365 * 24 * HOUR;

/** Start times: even, in clusters, all in one ms or in neighboring ones, with gaps of years; and mixtures. */
const cluster = fc
	.record({
		at: fc.integer({ min: 0, max: 4 * YEAR }),
		over: fc.constantFrom(1, 2, 5, 1_000, HOUR, YEAR),
		count: fc.integer({ min: 1, max: 80 }),
		isEven: fc.boolean(),
	})
	.map(({ at, over, count, isEven }) =>
		Array.from({ length: count }, (_, n) => T0 + at + Math.floor(isEven ? (n * over) / count : (n * 7919) % over)),
	);
const starts = fc.array(cluster, { minLength: 1, maxLength: 6 }).map((clusters) => clusters.flat());
const sortOrder = fc.constantFrom('ascending' as const, 'descending' as const);
const server = fc.record({
	rangeIncludesBounds: fc.boolean(),
	largestPage: fc.integer({ min: 3, max: 10 }),
	totals: fc.oneof(
		{ weight: 4, arbitrary: fc.constant('right' as const) },
		fc.constantFrom('absent' as const, 'wrong' as const),
	),
	ignoreFilters: fc.oneof(
		{ weight: 4, arbitrary: fc.constant<string[]>([]) },
		fc.constantFrom(['start_timestamp'], ['chat_status']),
	),
});
const parallel = fc.integer({ min: 2, max: 20 });
const maybe = fc.oneof(fc.constant(null), fc.nat());
/** Which of the chats bound the list by their start, if any. */
const bounds = fc.record({ after: maybe, before: maybe, statuses: fc.boolean() });

function fill(times: number[]): string[] {
	const { store } = world.sandbox;
	for (const { chat_id } of [...store.chats()]) store.deleteChat(chat_id);
	return times.map(
		(start_timestamp, n) =>
			store.addChat({
				chat_id: `chat_${(n * 7919) % 1009}_${n}`,
				start_timestamp,
				chat_status: n % 3 ? 'ended' : 'ongoing',
				end_chat_after_silence_ms: null,
			}).chat_id,
	);
}

function filtersOf(
	{ after, before, statuses }: { after: number | null; before: number | null; statuses: boolean },
	times: number[],
) {
	const [a, b] = [after, before].map((n) => (n === null ? undefined : times[n % times.length]));
	const date = (ms: number) => `={{ new Date(${ms}) }}`;
	const [low, high] = a !== undefined && b !== undefined ? [Math.min(a, b), Math.max(a, b)] : [a, b];
	return {
		...(low !== undefined && { startedAfter: date(low) }),
		...(high !== undefined && { startedBefore: date(high) }),
		...(statuses && { statuses: ['ended'] }),
	};
}

async function list(parallelRequests: number, parameters: { options: INodeParameters } & INodeParameters) {
	const { json, error, hints } = await world.run('chat.getAll', {
		parameters: {
			returnAll: true,
			...parameters,
			options: { ...parameters.options, includeTranscript: false, parallelRequests },
		},
	});
	expect(error).toBeUndefined();
	return { ids: idsOf(json), hints };
}

/** Whether it asked for the first page of a slice. */
const isSlice = ({ body }: { body: unknown }) =>
	isRecord(body) && body.include_total === true && body.limit !== 1 && !('pagination_key' in body);

test('the same rows in the same order as page after page', async () => {
	let sliced = 0;
	await fc.assert(
		fc.asyncProperty(
			starts,
			server,
			sortOrder,
			parallel,
			bounds,
			fc.array(fc.nat(), { maxLength: 2 }),
			fc.constantFrom(false, false, false, true),
			fc.constantFrom(0, 4),
			async (times, quirks, order, most, bound, some, lack, jitterMs) => {
				const { sandbox } = world;
				const ids = fill(times);
				// By a wrong count, nobody can see that a range leaves one out.
				const chatsWithoutStart = lack && quirks.totals !== 'wrong' ? some.map((n) => ids[n % ids.length] ?? '') : [];
				Object.assign(sandbox.quirks, { ...quirks, chatsWithoutStart });
				const parameters = { filters: filtersOf(bound, times), options: { sortOrder: order } };
				const expected = await list(1, parameters);
				sandbox.requests.length = 0;
				sandbox.faults.clear();
				sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs });
				expect(await list(most, parameters)).toEqual(expected);
				if (requestsTo(LIST).some(isSlice)) sliced++;
				expect(sandbox.requests.every(({ inFlight }) => inFlight <= most)).toBe(true);
			},
		),
		{ numRuns: 40 },
	);
	expect(sliced).toBeGreaterThan(10);
});

test('chats that begin, end and vanish meanwhile: all others are there once, in order', async () => {
	const change = fc.record({
		at: fc.integer({ min: 1, max: 40 }),
		kind: fc.constantFrom('start', 'end', 'delete'),
		which: fc.nat(),
	});
	await fc.assert(
		fc.asyncProperty(
			starts,
			server,
			sortOrder,
			parallel,
			fc.boolean(),
			fc.array(change, { maxLength: 12 }),
			async (times, quirks, order, most, isOngoing, changes) => {
				const { sandbox } = world;
				const { store } = sandbox;
				const ids = fill(times);
				Object.assign(sandbox.quirks, quirks);
				sandbox.faults.clear();
				const touched = new Set<unknown>();
				const apply = ({ kind, which }: (typeof changes)[number]) => {
					const id = ids[which % ids.length] ?? '';
					if (kind === 'start') {
						const start_timestamp = (times[which % times.length] ?? T0) + (which % 3) - 1;
						touched.add(store.addChat({ start_timestamp, chat_status: isOngoing ? 'ongoing' : 'ended' }).chat_id);
					} else if (kind === 'delete' ? store.getChat(id) : statusOf(id) === 'ongoing') {
						touched.add(id);
						if (kind === 'delete') store.deleteChat(id);
						else store.endChat(id);
					}
				};
				for (const each of changes) world.whenAsked(LIST, () => apply(each), { after: each.at - 1 });
				const filters = isOngoing && quirks.ignoreFilters.length === 0 ? { statuses: ['ongoing'] } : {};
				const wanted = ids.filter((id) => !('statuses' in filters) || statusOf(id) === 'ongoing');
				const startOf = new Map(store.chats().map(({ chat_id, start_timestamp }) => [chat_id, start_timestamp]));
				const found = await list(most, { filters, options: { sortOrder: order } });
				expect(new Set(found.ids).size).toBe(found.ids.length);
				expect(wanted.filter((id) => !touched.has(id) && !found.ids.includes(id))).toEqual([]);
				const direction = order === 'ascending' ? 1 : -1;
				const untouched = found.ids.filter((id) => !touched.has(id));
				const places = untouched.map((id) => direction * (startOf.get(String(id)) ?? NaN));
				expect(places).toEqual([...places].sort((a, b) => a - b));
			},
		),
		{ numRuns: 70 },
	);
});

test('what an answer lacks: rows without ID are left out, and counted once', async () => {
	const ids = fill(Array.from({ length: 200 }, (_, n) => T0 + n * HOUR));
	const { sandbox } = world;
	sandbox.quirks.largestPage = 10;
	// The tenth to twelfth of each hundred rows.
	world.rewriteRows(LIST, (row: { chat_id: string }) => {
		return [10, 11, 12].includes(ids.indexOf(row.chat_id) % 100) ? { ...row, chat_id: null } : row;
	});
	const expected = await list(1, { options: {} });
	expect(expected.ids).toHaveLength(194);
	expect(expected.hints.join()).toContain('6');
	expect(await list(8, { options: {} })).toEqual(expected);
});

test('End Many ends all of a long list, the oldest first, and Delete Many deletes them', async () => {
	const { sandbox } = world;
	sandbox.quirks.largestPage = 10;
	const ids = fill(Array.from({ length: 240 }, (_, n) => T0 + n * HOUR));
	const ongoing = ids.filter((id) => statusOf(id) === 'ongoing');
	const bulk = { limit: 1_000, previewOnly: false, options: { parallelRequests: 8 } };
	const ended = await endMany({ ...bulk, idleMinutes: 0 });
	expect(idsOf(ended.json)).toEqual(ongoing);
	expect(ids.map(statusOf)).toEqual(ids.map(() => 'ended'));
	const deleted = await deleteMany({ ...bulk, filters: { statuses: ['ended'] } });
	expect(idsOf(deleted.json)).toEqual(ids);
	expect(sandbox.store.chats()).toEqual([]);
	expect(requestsTo(LIST).some(isSlice)).toBe(true);
});

test.each([2, 6, 15])('a run that is cancelled while request %i is under way sends no other', async (requests) => {
	const { sandbox } = world;
	sandbox.quirks.largestPage = 10;
	fill(Array.from({ length: 400 }, (_, n) => T0 + n * HOUR));
	let cancel = () => {};
	world.whenAsked(LIST, () => cancel(), { after: requests - 1 });
	await world.run('chat.getAll', {
		parameters: { returnAll: true, options: { includeTranscript: false, parallelRequests: 4 } },
		onStart: (execution) => ({ cancel } = execution),
	});
	await allArrived(sandbox);
	expect(requestsTo(LIST).length).toBeLessThan(requests + 4);
});

describe('a server that refuses what it takes to read side by side', () => {
	const isLook = ({ body }: { body: unknown }) => isRecord(body) && body.limit === 1;
	const isBounded = ({ body }: { body: unknown }) => isRecord(body) && 'filter_criteria' in body && !isLook({ body });
	const isCounted = ({ body }: { body: unknown }) => isRecord(body) && 'include_total' in body && !isLook({ body });

	test.each([
		['the look at the end', 400, isLook],
		['the look at the end', 500, isLook],
		['filters by start', 400, isBounded],
		['counting', 400, isCounted],
	])('%s (HTTP %i): the list comes all the same, page after page', async (_case, status, when) => {
		const ids = fill(Array.from({ length: 200 }, (_, n) => T0 + n * 60_000));
		world.sandbox.quirks.largestPage = 10;
		world.refuse(undefined, status, { when });
		const { json, error } = await world.run('chat.getAll', { parameters: { returnAll: true, filters: {} } });
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(ids.toReversed());
	});
});
