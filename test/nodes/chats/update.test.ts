// What Update does to the data that a chat already has, and what Retell does not keep.
import type { INodeParameters } from 'n8n-workflow';

import { assignments } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
const CHAT = 'chat_1';
const STORED = { session_key: 'Ada', plan: 'gold', order: { id: 7, paid: true } };

beforeEach(() => {
	world.sandbox.store.addChat({ chat_id: CHAT, metadata: STORED });
});

const calls = () => world.sandbox.requests.map(({ method }) => method);
const patches = () => world.sandbox.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const update = async (updateFields: INodeParameters, more: INodeParameters = {}, item: object = {}) =>
	await world.run('chat.update', { input: [{ chat_id: CHAT, ...item }], parameters: { updateFields, ...more } });
const REPLACE = { options: { metadataMode: 'replace' } };

describe('custom attributes', () => {
	const THREE = { customAttributes: assignments(['tier', 'gold'], ['Ticket Number', '7'], ['score', 4.5, 'number']) };

	test.each([true, false])('that Retell drops are named in a hint and in the item (Simplify: %p)', async (simplify) => {
		const { json, hints, error } = await update(THREE, { simplify });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ custom_attributes: { tier: 'gold' }, attributes_not_stored: ['Ticket Number', 'score'] },
		]);
		expect(hints).toEqual([
			"Retell didn't store these custom attributes: Ticket Number, score. Define them in the Retell dashboard under Chat History, Actions, Custom attributes, and enter the ID of each here, not its display name.",
		]);
		expect(calls()).toEqual(['GET', 'PATCH']);
	});

	test('are counted over all items, each name once', async () => {
		const input = Array.from({ length: 12 }, (_, n) => ({ chat_id: CHAT, id: n === 0 ? 'tier' : `a${n % 12}` }));
		const { hints, json } = await world.run('chat.update', {
			input: [...input, ...input],
			parameters: { updateFields: { customAttributes: '={{ { [$json.id]: 1 } }}' } },
		});
		expect(hints[0]).toContain(': a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 and 1 more (in 22 of 24 items). ');
		expect(json.filter((item) => 'attributes_not_stored' in item)).toHaveLength(22);
	});

	test('that Retell keeps in another form are stored, those that it shows as null are not', async () => {
		answerWith({
			score: 4.5,
			open: true,
			day: '2026-01-01T00:00:00.000Z',
			hour: 1_767_225_600_000,
			note: 'x',
			orders: '7',
			plan: null,
		});
		const sent = assignments(
			['score', '4.50'],
			['open', 'TRUE'],
			['day', '2026-01-01'],
			['hour', '2026-01-01 01:00:00+01:00'],
			['note', ' x '],
			['orders', 7, 'number'],
			['empty', ''],
		);
		const { json, hints } = await update({ customAttributes: sent });
		expect(json[0]).not.toHaveProperty('attributes_not_stored');
		expect(hints).toEqual([]);
		expect((await update({ customAttributes: assignments(['plan', 'gold'], ['toString', 'x']) })).json).toMatchObject([
			{ attributes_not_stored: ['plan', 'toString'] },
		]);
	});

	test('that Retell stores with other values are named in a hint and in the item', async () => {
		answerWith({ tier: 'Gold', note: 'x', score: 4, open: false, day: '2026-01-01', other: 'y' });
		const sent = assignments(
			['tier', 'gold'],
			['note', 'x'.repeat(300)],
			['score', 4.5, 'number'],
			['open', true, 'boolean'],
			['day', '2026-01-01T10:00:00Z'],
			['plan', 'z'],
		);
		const { json, hints } = await update({ customAttributes: sent });
		expect(json).toMatchObject([
			{ attributes_not_stored: ['plan'], attributes_altered: ['tier', 'note', 'score', 'open', 'day'] },
		]);
		expect(hints).toEqual([
			"Retell didn't store these custom attributes: plan. Define them in the Retell dashboard under Chat History, Actions, Custom attributes, and enter the ID of each here, not its display name. Retell stored other values than you sent for these custom attributes: tier, note, score, open, day. Check their types and choices in the Retell dashboard under Chat History, Actions, Custom attributes.",
		]);
	});

	test.each([
		['kept', ['tier'], undefined, ['GET', 'PATCH', 'GET']],
		['dropped', ['plan'], ['plan'], ['GET', 'PATCH', 'GET']],
	])('are looked at anew where the answer is silent about them: %s', async (_, ids, unstored, expected) => {
		answerWith(undefined);
		const { json } = await update({ customAttributes: assignments(...ids.map((id): [string, string] => [id, 'x'])) });
		expect(json[0]?.attributes_not_stored).toEqual(unstored);
		expect(json[0]?.custom_attributes).toEqual(unstored ? {} : { tier: 'x' });
		expect(calls()).toEqual(expected);
	});

	test('of a raw answer that is silent about them stay out of it', async () => {
		answerWith(undefined);
		const { json } = await update({ customAttributes: assignments(['tier', 'x']) }, { simplify: false });
		expect(json[0]).toMatchObject({ chat_id: CHAT, metadata: STORED });
		expect(json[0]).not.toHaveProperty('custom_attributes');
		expect(json[0]).not.toHaveProperty('attributes_not_stored');
	});

	test('are not called dropped where nobody can look, and a hint says so', async () => {
		answerWith(undefined);
		world.refuse('/get-chat', 403);
		const { json, hints, error } = await update({ customAttributes: assignments(['plan', 'x']) }, REPLACE);
		expect(error).toBeUndefined();
		expect(json[0]).not.toHaveProperty('attributes_not_stored');
		expect(hints).toEqual([
			'The node couldn\'t check whether Retell stored the custom attributes of 1 chat. Use "Get" to see them.',
		]);
	});

	test('whose value is missing are left out, an empty text is not', async () => {
		const { json } = await update({
			customAttributes: assignments(
				['tier', ''],
				['orders', '={{ $json.nothing }}'],
				['vip', '={{ undefined }}', 'boolean'],
			),
		});
		expect(patches()).toEqual([{ custom_attributes: { tier: '' } }]);
		expect(json[0]).not.toHaveProperty('attributes_not_stored');
	});

	describe.each(['replaced', 'merged', 'merged, null removes'] as const)(
		'of a chat that has some (%s)',
		(attributes) => {
			const OLD = { tier: 'gold', visits: 3, vip: true };
			const stored = () => world.sandbox.store.getChat(CHAT)?.custom_attributes;
			const canRemove = attributes !== 'merged';

			beforeEach(() => {
				world.sandbox.quirks.attributes = attributes;
				world.sandbox.store.defineAttributes('visits', 'vip', 'note');
				world.sandbox.store.editChat(CHAT, { custom_attributes: OLD });
			});

			test('are kept when they are not named, by one request for both kinds of data', async () => {
				const { json, hints } = await update({
					customAttributes: assignments(['visits', 4, 'number'], ['note', 'x']),
					metadata: assignments(['plan', 'silver']),
				});
				const custom_attributes = { ...OLD, visits: 4, note: 'x' };
				expect(stored()).toEqual(custom_attributes);
				expect(json).toMatchObject([{ custom_attributes, metadata: { ...STORED, plan: 'silver' } }]);
				expect(json[0]).not.toHaveProperty('attributes_not_stored');
				expect([calls(), hints]).toEqual([['GET', 'PATCH'], []]);
			});

			test('are not called dropped when they were merely kept', async () => {
				world.sandbox.store.editChat(CHAT, { custom_attributes: { ...OLD, old: 'no longer defined' } });
				const { json, hints } = await update({ customAttributes: assignments(['note', 'x'], ['plan', 'y']) });
				expect(stored()).toMatchObject({ ...OLD, note: 'x' });
				expect(json).toMatchObject([{ attributes_not_stored: ['plan'] }]);
				expect(hints[0]).not.toContain('old');
			});

			test.each<[string, INodeParameters, INodeParameters, object, string[]]>([
				['null', { customAttributes: assignments(['tier', '={{ null }}']) }, {}, { visits: 3, vip: true }, ['tier']],
				[
					'null among others',
					{ customAttributes: '={{ { tier: null, vip: null, note: "x" } }}' },
					{},
					{ visits: 3, note: 'x' },
					['tier', 'vip'],
				],
				['Clear Fields', { clearFields: ['customAttributes'] }, {}, {}, ['tier', 'visits', 'vip']],
				[
					'Replace',
					{ customAttributes: assignments(['note', 'x']) },
					REPLACE,
					{ note: 'x' },
					['tier', 'visits', 'vip'],
				],
			])('are removed by %s', async (_, updateFields, options, left, gone) => {
				const { json, hints, error } = await update(updateFields, options);
				expect(error).toBeUndefined();
				expect(stored()).toEqual(canRemove ? left : { ...OLD, ...left });
				expect(json[0]?.custom_attributes).toEqual(stored());
				expect(json[0]?.attributes_not_removed).toEqual(canRemove ? undefined : gone);
				expect(hints).toEqual(
					canRemove
						? []
						: [
								`Retell didn't remove these custom attributes: ${gone.join(', ')}. Set each to a value that means "none" instead.`,
							],
				);
				const isBuiltUpon = !('clearFields' in updateFields) && options !== REPLACE;
				const all = isBuiltUpon ? ['GET', 'PATCH', 'PATCH'] : ['PATCH', 'PATCH'];
				expect(calls()).toEqual(attributes === 'replaced' ? all.slice(0, -1) : all);
			});

			test('of one chat are merged one item after the other', async () => {
				const ids = ['note', 'tier', 'visits'];
				await world.run('chat.update', {
					input: ids.map((id) => ({ chat_id: CHAT, id })),
					parameters: { updateFields: { customAttributes: '={{ { [$json.id]: 7 } }}' } },
				});
				expect(stored()).toEqual({ note: 7, tier: 7, visits: 7, vip: true });
			});
		},
	);

	test('are sent anew with those to remove, so that no server can lose the others', async () => {
		world.sandbox.store.editChat(CHAT, { custom_attributes: { tier: 'gold', visits: 3 } });
		world.sandbox.quirks.attributes = 'merged, null removes';
		await update({ customAttributes: '={{ { tier: null } }}' });
		expect(patches()).toEqual([{ custom_attributes: { visits: 3 } }, { custom_attributes: { visits: 3, tier: null } }]);
	});

	/** Undefined: Retell's answer is silent about them. */
	function answerWith(custom_attributes: object | undefined): void {
		world.rewrite('/update-chat', (chat: object) => ({ ...chat, custom_attributes }));
	}
});

describe('metadata', () => {
	const write = (metadata: INodeParameters[string], options?: INodeParameters, item?: object) =>
		update({ metadata }, options, item);

	const own = { plan: null, order: { id: 8 }, note: '', list: [null] };
	const rows = assignments(['plan', '={{ null }}'], ['order', '={{ $json.nothing }}', 'object'], ['note', 'x']);

	test.each<[string, INodeParameters[string], INodeParameters, object, string[]]>([
		[
			'what is not named stays, null removes, objects are replaced',
			'={{ $json.own }}',
			{},
			{ session_key: 'Ada', order: { id: 8 }, note: '', list: [null] },
			['GET', 'PATCH'],
		],
		[
			'rows remove by null and leave alone what an expression does not find',
			rows,
			{},
			{ session_key: 'Ada', order: STORED.order, note: 'x' },
			['GET', 'PATCH'],
		],
		[
			'all but the session key is replaced',
			assignments(['note', 'x'], ['gone', '={{ null }}']),
			REPLACE,
			{ session_key: 'Ada', note: 'x' },
			['GET', 'PATCH'],
		],
		[
			'a session key that is given is kept',
			assignments(['session_key', 'Bo']),
			{},
			{ ...STORED, session_key: 'Bo' },
			['GET', 'PATCH'],
		],
		[
			'a session key that is given to replace all is kept',
			assignments(['session_key', 'Bo']),
			REPLACE,
			{ session_key: 'Bo' },
			['PATCH'],
		],
		[
			'a session key goes if it is given as null',
			'={{ { session_key: null } }}',
			{},
			{ plan: 'gold', order: STORED.order },
			['GET', 'PATCH'],
		],
		[
			'a session key goes with all others if it is given as null',
			'={{ { session_key: null } }}',
			REPLACE,
			{},
			['PATCH'],
		],
	])('%s', async (_case, metadata, options, sent, expected) => {
		const { json } = await write(metadata, options, { own });
		expect(patches()).toEqual([{ metadata: sent }]);
		expect(json).toMatchObject([{ metadata: sent }]);
		expect(calls()).toEqual(expected);
	});

	test('of executions that meet all stay, and so do their attributes', async () => {
		world.sandbox.quirks.attributes = 'replaced';
		const ids = ['visits', 'vip', 'note'];
		world.sandbox.store.defineAttributes(...ids);
		const outcomes = await Promise.all(
			ids.map((id) => update({ metadata: assignments([id, 'x']), customAttributes: assignments([id, 'y']) })),
		);
		expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect(world.sandbox.store.getChat(CHAT)).toMatchObject({
			metadata: { ...STORED, visits: 'x', vip: 'x', note: 'x' },
			custom_attributes: { visits: 'y', vip: 'y', note: 'y' },
		});
	});

	test('of an execution are written, too, where the one before it fails', async () => {
		world.refuse('/update-chat', 403, { times: 1 });
		const both = await Promise.all(['a', 'b'].map((id) => write(assignments([id, 'x']))));
		expect(both.filter(({ error }) => error)).toHaveLength(1);
		expect(Object.keys(world.sandbox.store.getChat(CHAT)?.metadata ?? {})).toHaveLength(4);
	});

	test('larger than 50 kB together are refused before they are sent, exactly 50 kB are not', async () => {
		const { store, requests } = world.sandbox;
		const note = 'x'.repeat(30_000);
		store.editChat(CHAT, { metadata: { a: note } });
		const room = 50_000 - JSON.stringify({ a: note, b: '' }).length;
		const { error } = await write(assignments(['b', 'y'.repeat(room + 1)]));
		expect(error?.message).toBe('"Metadata" is too large together with the metadata that the chat has: 50001 bytes');
		expect(error?.description).toContain('"Update Mode"');
		expect(calls()).toEqual(['GET']);
		const full = await write(assignments(['b', 'y'.repeat(room)]));
		expect(full.error).toBeUndefined();
		expect(requests.at(-1)?.status).toBe(200);
	});

	test('of a chat that has none, and of one that is not there', async () => {
		const { chat_id } = world.sandbox.store.addChat({});
		await write(assignments(['a', 'b']), {}, { chat_id });
		expect(patches()).toEqual([{ metadata: { a: 'b' } }]);
		const { error } = await write(assignments(['a', 'b']), {}, { chat_id: 'chat_gone' });
		expect(error?.message).toBe('The chat "chat_gone" wasn\'t found');
	});

	test('of an unknown mode are refused before anything is sent', async () => {
		const { error } = await write(assignments(['a', 'b']), { options: { metadataMode: '={{ "add" }}' } });
		expect(error?.message).toContain('"Update Mode"');
		expect(world.sandbox.requests).toHaveLength(0);
	});
});

test.each<[INodeParameters, INodeParameters]>([
	[{ customAttributes: '={{ { tier: null } }}' }, REPLACE],
	[{ customAttributes: '={{ { tier: undefined } }}' }, {}],
	[{ customAttributes: assignments(['tier', '={{ $json.nothing }}']) }, {}],
	[{ metadata: '={{ { a: undefined } }}' }, {}],
	[{ metadata: assignments(['a', '={{ $json.nothing }}']) }, {}],
	[{ metadata: '={{ { a: null } }}' }, REPLACE],
	[{ metadata: assignments(['a', '={{ null }}']) }, REPLACE],
	[{ metadata: '={{ {} }}' }, REPLACE],
	[{ metadata: '={{ "{}" }}' }, REPLACE],
])('%j empties nothing (%j)', async (updateFields, options) => {
	const { error } = await update(updateFields, options);
	expect(error?.message).toBe('"Update Fields" is empty');
	expect(world.sandbox.requests).toHaveLength(0);
});

describe('Clear Fields', () => {
	test('empties the metadata, but for the session key', async () => {
		await update({ clearFields: ['metadata'] });
		expect(world.sandbox.store.getChat(CHAT)?.metadata).toEqual({ session_key: 'Ada' });
		world.sandbox.store.editChat(CHAT, { metadata: { plan: 'gold' } });
		const { json } = await update({ clearFields: ['metadata', 'dynamicVariables'] });
		expect(patches().at(-1)).toEqual({ metadata: {}, override_dynamic_variables: null });
		expect(json).toMatchObject([{ metadata: {} }]);
	});

	test.each<[INodeParameters, string]>([
		[
			{ clearFields: ['metadata'], metadata: assignments(['a', 'b']) },
			'"Metadata" has a value, but "Clear Fields" removes it',
		],
		[{ clearFields: '={{ ["dataStorage"] }}' }, '"Clear Fields" has no option dataStorage'],
		[{ clearFields: [] }, '"Update Fields" is empty'],
	])('%j is refused', async (updateFields, text) => {
		const { error } = await update(updateFields);
		expect(error?.message).toBe(text);
		expect(world.sandbox.requests).toHaveLength(0);
	});
});

describe('Data Storage', () => {
	const setBack = async (more: INodeParameters = {}) => await update({ dataStorage: 'everything', ...more });

	test.each(['everything_except_pii', 'basic_attributes_only'] as const)(
		'cannot be set back to Everything where the agent has %s',
		async (data_storage_setting) => {
			const { agent_id } = world.sandbox.store.addAgent({ data_storage_setting });
			world.sandbox.store.editChat(CHAT, { agent_id });
			const { error } = await setBack({ customAttributes: assignments(['tier', 'gold']) });
			expect(error?.message).toBe('"Data Storage" can\'t be set back to Everything');
			expect(error?.description).toContain('Remove "Data Storage".');
			expect(error?.description).toContain('less restrictive');
			expect(error?.httpCode).toBe('400');
		},
	);

	test('of a chat that was made stricter stays so', async () => {
		await update({ dataStorage: 'basic_attributes_only' });
		expect((await setBack()).error?.message).toBe('"Data Storage" can\'t be set back to Everything');
	});

	test.each<[string, INodeParameters, boolean]>([
		['Invalid request format, please check API reference.', {}, true],
		['request/body/data_storage_setting is refused', { customAttributes: assignments(['tier', 'x']) }, true],
		['request/body/custom_attributes/tier is refused', { customAttributes: assignments(['tier', 'x']) }, false],
	])('whatever the words of Retell: %s', async (message, more, isMeant) => {
		world.refuse('/update-chat', 400, { message });
		const { error } = await setBack(more);
		expect(error?.message.includes('"Data Storage"')).toBe(isMeant);
		expect(`${error?.message} ${error?.description}`).toContain(`Retell says: "${message}"`);
	});
});

test("raw outputs are Retell's answers as they came, unknown keys included", async () => {
	world.rewrite(/^\/(get|update)-chat\//, (chat: object) => ({ ...chat, contact_id: 'c', nothing: null }));
	const got = await world.run('chat.get', { input: [{ chat_id: CHAT }], parameters: { simplify: false } });
	const updated = await update({ metadata: assignments(['a', 'b']) }, { simplify: false });
	for (const { json } of [got, updated]) {
		expect(json).toMatchObject([
			{ chat_id: CHAT, contact_id: 'c', nothing: null, message_with_tool_calls: [], transcript: '' },
		]);
		expect(json[0]).not.toHaveProperty('attributes_not_stored');
	}
});
