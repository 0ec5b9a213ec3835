import { pagesOf, refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const ADA = '+14155550161';
const HOUR = 3_600_000;

beforeEach(() => {
	sandbox().store.configureCrm({
		contact_tags: ['customer'],
		custom_fields: [
			{ name: 'plan', type: 'enum', options: ['free', 'pro'] },
			{ name: 'orders', type: 'number' },
			{ name: 'vip', type: 'boolean' },
			{ name: 'note', type: 'string' },
			{ name: 'since', type: 'date' },
			{ name: 'visit', type: 'datetime' },
		],
	});
});

test('an account without a CRM configuration shows an empty one', async () => {
	sandbox().reset();
	expect(await client().crm.getConfig()).toEqual({ org_id: 'org_sandbox' });
});

test('a contact is created, got by ID and number, changed and deleted', async () => {
	const body = { phone_number: ADA, first_name: 'Ada', tags: ['customer'], custom_fields: { plan: 'pro', orders: 1 } };
	const contact = await client().contact.create(body);
	expect(contact).toMatchObject({ ...body, conversation_count: 0 });
	expect(await client().contact.get(contact.contact_id)).toEqual(contact);
	expect(await client().contact.getByPhone(ADA)).toEqual(contact);

	sandbox().clock.advance(1_000);
	const changed = await client().contact.update(contact.contact_id, {
		last_name: 'Lovelace',
		tags: [],
		do_not_call: true,
		custom_fields: { orders: null, vip: true },
	});
	expect(changed).toEqual({
		...contact,
		last_name: 'Lovelace',
		tags: [],
		do_not_call: true,
		custom_fields: { plan: 'pro', vip: true },
		user_modified_timestamp: contact.created_timestamp + 1_000,
	});
	await client().contact.delete(contact.contact_id);
	expect(await refusedStatus(client().contact.get(contact.contact_id))).toBe(422);
	expect(await refusedStatus(client().contact.getByPhone(ADA))).toBe(422);
});

test.each([400, 409, 422] as const)('of two that create a contact at once, one is refused (%i)', async (status) => {
	sandbox().quirks.contactExists = status;
	const create = () => client().contact.create({ phone_number: ADA });
	const outcomes = await Promise.allSettled([create(), create(), create()]);
	expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
	expect(await refusedStatus(create())).toBe(status);
	expect(sandbox().store.contacts()).toHaveLength(1);
});

test.each<[string, object]>([
	['a number without a plus sign', { phone_number: '14155550161' }],
	['a number with blanks', { phone_number: '+1 415 555 0161' }],
	['no number', {}],
	['an unknown key', { phone_number: ADA, name: 'Ada' }],
	['a name that is null', { phone_number: ADA, first_name: null }],
	['tags as text', { phone_number: ADA, tags: 'customer' }],
	['a switch as text', { phone_number: ADA, do_not_call: 'true' }],
	['a custom field that is none', { phone_number: ADA, custom_fields: { color: 'red' } }],
	['an option that is none', { phone_number: ADA, custom_fields: { plan: 'gold' } }],
	['a number as text', { phone_number: ADA, custom_fields: { orders: '1' } }],
	['a text that is a number', { phone_number: ADA, custom_fields: { note: 1 } }],
	['a boolean as text', { phone_number: ADA, custom_fields: { vip: 'true' } }],
	['a time for a date', { phone_number: ADA, custom_fields: { since: '2026-09-03T10:00:00Z' } }],
	['a date for a time', { phone_number: ADA, custom_fields: { visit: '2026-09-03' } }],
])('%s is refused, and nothing is created', async (_what, body) => {
	expect((await send('POST', '/create-contact', body)).status).toBe(400);
	expect(sandbox().store.contacts()).toEqual([]);
});

test('a contact of a linked CRM cannot be deleted before it is unlinked', async () => {
	const { contact_id } = sandbox().store.addContact({ external_id: 'hubspot_1' });
	sandbox().store.configureCrm({ app_id: 'app_1' });
	expect(await refusedStatus(client().contact.delete(contact_id))).toBe(400);
	sandbox().store.configureCrm({ app_id: undefined });
	await client().contact.delete(contact_id);
});

describe('lists', () => {
	beforeEach(() => {
		const { store, clock } = sandbox();
		store.addContact({ contact_id: 'never', phone_number: '+14155550001', tags: ['lead'] });
		store.addContact({ contact_id: 'ada', phone_number: ADA, first_name: 'Ada', tags: ['customer', 'lead'] });
		store.addContact({
			contact_id: 'bo',
			phone_number: '+14155550002',
			do_not_call: true,
			external_id: 'hub_7',
			custom_fields: { plan: 'pro', note: 'Likes Tea' },
		});
		store.addCall(ADA, { start_timestamp: clock.now() - HOUR });
		store.addChat({ start_timestamp: clock.now(), numbers: { ours: '+1', theirs: '+14155550002' } });
	});
	type Body = Parameters<ReturnType<typeof client>['contact']['list']>[0];
	const ids = async (body?: Body) => (await client().contact.list(body)).items.map(({ contact_id }) => contact_id);

	test('come by the last conversation, the newest first, with the total', async () => {
		expect(await ids()).toEqual(['bo', 'ada', 'never']);
		expect(await ids({ sort_order: 'asc' })).toEqual(['never', 'ada', 'bo']);
		expect(await client().contact.list({ limit: 1 })).toMatchObject({ has_more: true, total: 3 });
	});

	test('can be read page by page, or from somewhere on', async () => {
		const pages = await pagesOf((pagination_key) => client().contact.list({ limit: 1, pagination_key }));
		expect(pages).toMatchObject(['bo', 'ada', 'never'].map((contact_id) => ({ items: [{ contact_id }] })));
		expect(await ids({ skip: 1 })).toEqual(['ada', 'never']);
		expect(await refusedStatus(client().contact.list({ skip: 1, pagination_key: 'x' }))).toBe(400);
	});

	test.each<[string, Body, string[]]>([
		[
			'any of the tags',
			{ filter_criteria: { tags: { type: 'enum', op: 'in', value: ['lead', 'x'] } } },
			['ada', 'never'],
		],
		['do not call', { filter_criteria: { do_not_call: { type: 'boolean', op: 'eq', value: true } } }, ['bo']],
		['linked', { filter_criteria: { external_id: { type: 'present', op: 'pr' } } }, ['bo']],
		['not linked', { filter_criteria: { external_id: { type: 'present', op: 'np' } } }, ['ada', 'never']],
		['a number', { filter_criteria: { phone_number: { type: 'string', op: 'eq', value: ADA } } }, ['ada']],
		[
			'a custom field',
			{ filter_criteria: { custom_fields: [{ key: 'plan', type: 'enum', op: 'in', value: ['pro'] }] } },
			['bo'],
		],
		[
			'the last conversation',
			{ filter_criteria: { last_conversation_timestamp: { type: 'number', op: 'gt', value: 1 } } },
			['bo', 'ada'],
		],
		['a name', { search_query: 'aDA' }, ['ada']],
		['a custom value', { search_query: 'tea' }, ['bo']],
		['an external ID', { search_query: 'hub_' }, ['bo']],
		['a part of a number', { search_query: '0161' }, ['ada']],
		['nothing', { search_query: 'nobody' }, []],
	])('find %s', async (_what, body, expected) => {
		expect(await ids(body)).toEqual(expected);
	});

	test('an unknown filter is refused', async () => {
		const body = { filter_criteria: { first_name: { type: 'string', op: 'eq', value: 'Ada' } } };
		expect((await send('POST', '/list-contacts', body)).status).toBe(400);
	});
});

test('conversations: calls and chats in one list, page by page, with what is known of each', async () => {
	const { store, clock } = sandbox();
	const now = clock.now();
	const { contact_id } = store.addContact({ phone_number: ADA });
	store.addCall(ADA, { call_id: 'call_1', start_timestamp: now - 2 * HOUR, direction: 'outbound' });
	store.addCall('+14155550002', { call_id: 'call_of_another' });
	store.addChat({
		chat_id: 'chat_1',
		chat_type: 'sms_chat',
		start_timestamp: now - HOUR,
		end_timestamp: now - HOUR + 60_000,
		disconnection_reason: 'user_hangup',
		numbers: { ours: '+1', theirs: ADA, inbound: true },
		chat_analysis: { chat_summary: 'Short', user_sentiment: 'Positive', chat_successful: true },
	});
	const pages = await pagesOf((pagination_key) =>
		client().contact.listConversations(contact_id, { limit: 1, pagination_key }),
	);
	expect(pages.map(({ items }) => items)).toEqual([
		[
			{
				type: 'chat',
				chat_id: 'chat_1',
				direction: 'inbound',
				disconnection_reason: 'user_hangup',
				duration_ms: 60_000,
				sentiment: 'Positive',
				start_timestamp: now - HOUR,
				successful: true,
				summary: 'Short',
			},
		],
		[expect.objectContaining({ type: 'call', call_id: 'call_1', direction: 'outbound' })],
	]);
	expect(await client().contact.get(contact_id)).toMatchObject({
		conversation_count: 2,
		last_conversation_timestamp: now - HOUR,
	});
});
