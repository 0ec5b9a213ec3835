// Contacts through n8n's engine: created or changed whatever happens at the same time.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_CONTACTS, type Fault } from '../../tools/sandbox/index.ts';
import { locator } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const NEW = '+14155550199';
const { ada, grace } = DEMO_CONTACTS;

const upsert = (phoneNumber: string, updateFields: INodeParameters, input: object[] = [{}]) =>
	world.run('contact.upsert', { input, parameters: { phoneNumber, updateFields } });
const stored = (number: string) => world.sandbox.store.contactOf(number);
const paths = () => world.sandbox.requests.map(({ method, path }) => `${method} /${path.split('/')[1]}`);
const custom = (...rows: Array<[string, string]>) => ({
	customFields: { fields: rows.map(([name, value]) => ({ name, value })) },
});

test('a contact that there is not is created, and the item says so', async () => {
	const { json } = await upsert('+1 (415) 555-0199', {
		firstName: 'Bo',
		addTags: 'lead, lead, vip',
		removeTags: 'customer',
		...custom(['orders', '2'], ['next_visit', '2026-09-03T10:00:00+02:00']),
	});
	const fields = { orders: 2, next_visit: '2026-09-03T08:00:00.000Z' };
	expect(json).toMatchObject([{ created: true, phone_number: NEW, tags: ['lead', 'vip'], custom_fields: fields }]);
	expect(stored(NEW)).toMatchObject({ first_name: 'Bo', tags: ['lead', 'vip'], custom_fields: fields });
	const again = await upsert(NEW, { lastName: 'Diddley' });
	expect(again.json).toMatchObject([{ created: false, first_name: 'Bo', last_name: 'Diddley' }]);
});

test('without any field, it is created or returned', async () => {
	expect((await upsert(NEW, {})).json).toMatchObject([{ created: true, phone_number: NEW, tags: [] }]);
	expect((await upsert(NEW, {})).json).toMatchObject([{ created: false }]);
	expect(paths().filter((path) => path.startsWith('PATCH'))).toEqual([]);
});

test('what is blank stays as it is', async () => {
	const before = structuredClone(stored(ada));
	const { json } = await upsert(ada, {
		firstName: '',
		lastName: '={{ $json.nothing }}',
		addTags: ' , ',
		tags: '',
		removeTags: '',
		clearCustomFields: [],
		...custom(['plan', ''], ['orders', '={{ null }}']),
	});
	expect(json).toMatchObject([{ created: false, first_name: 'Ada', tags: ['customer'] }]);
	expect(stored(ada)).toEqual(before);
});

test.each<[INodeParameters, string[] | undefined]>([
	[{ addTags: 'customer, lead' }, ['customer', 'newsletter', 'lead']],
	[{ removeTags: 'newsletter, nothing' }, ['customer']],
	[{ addTags: 'lead', removeTags: 'customer' }, ['newsletter', 'lead']],
	[{ tags: 'gold' }, ['gold']],
	[{ tags: '={{ [] }}' }, []],
	[{ tags: '={{ ["a, b", "c"] }}' }, ['a, b', 'c']],
	// Nothing is sent for tags that are there already.
	[{ addTags: 'customer' }, undefined],
	[{ tags: 'newsletter, customer' }, undefined],
])('tags by %j', async (fields, expected) => {
	await upsert(grace, fields);
	const sent = world.sandbox.requests.find(({ method }) => method === 'PATCH')?.body;
	expect(sent).toEqual(expected && { tags: expected });
	expect(stored(grace)?.tags).toEqual(expected ?? ['customer', 'newsletter']);
});

test.each<[INodeParameters, string, string]>([
	[{ tags: '={{ [] }}', removeTags: 'b' }, '"Replace Tags" has a value, but "Remove Tags" does, too', 'Remove one'],
	[
		{ ...custom(['plan', 'pro']), clearCustomFields: ['plan'] },
		'"Custom Fields" has plan, but "Clear Fields" does, too',
		'Remove it',
	],
	[{ doNotCall: '={{ "maybe" }}' }, '"Do Not Call" must be true or false, not maybe', 'Enter true or false'],
	[custom(['', 'x']), '"Custom Fields: Field" is empty', 'Enter'],
])('%j is refused before any request', async (fields, message, advice) => {
	const { error, sent } = await upsert(ada, fields);
	expect(error?.message).toBe(message);
	expect(error?.description).toContain(advice);
	expect(sent).toEqual([]);
});

test('custom fields get the types that the workspace has defined', async () => {
	const { error } = await upsert(
		ada,
		custom(
			['plan', 'free'],
			['orders', ' 12 '],
			['vip', '={{ false }}'],
			['last_chat_summary', '={{ 4711 }}'],
			['customer_since', '2026-09-03'],
			['next_visit', '={{ $json.at }}'],
		),
		[{ at: '2026-09-03 10:00' }],
	);
	expect(error).toBeUndefined();
	expect(stored(ada)?.custom_fields).toMatchObject({
		plan: 'free',
		orders: 12,
		vip: false,
		last_chat_summary: '4711',
		customer_since: '2026-09-03',
	});
});

test.each([
	['orders', 'many', '"Custom Fields: orders" must be a number, not many', 'Enter a number'],
	['plan', 'gold', '"Custom Fields: plan" has no option gold', 'Use one of these: free, pro.'],
	['vip', 'yes', '"Custom Fields: vip" must be true or false, not yes', 'Enter true or false.'],
	['customer_since', 'soon', '"Custom Fields: customer_since" must be a date, not soon', 'Select a date'],
])('the value of %s cannot be %s', async (name, value, message, advice) => {
	const { error } = await upsert(ada, custom([name, value]));
	expect(error?.message).toBe(message);
	expect(error?.description).toContain(advice);
	expect(paths()).toEqual(['GET /get-crm-config']);
});

test('a workspace without custom fields is told so', async () => {
	world.sandbox.store.configureCrm({ custom_fields: undefined });
	const { error } = await upsert(ada, { clearCustomFields: ['plan'] });
	expect(error?.message).toBe('"Clear Fields" has no field plan');
	expect(error?.description).toContain('has no custom fields for contacts yet');
});

test('the CRM configuration is asked for once in an execution', async () => {
	await upsert('={{ $json.number }}', custom(['orders', '1']), [{ number: NEW }, { number: ada }, { number: grace }]);
	expect(paths().filter((path) => path === 'GET /get-crm-config')).toHaveLength(1);
});

test.each([400, 409, 422] as const)(
	'executions that meet make one contact, with the changes of all (refused with %i)',
	async (status) => {
		world.sandbox.quirks.contactExists = status;
		const outcomes = await Promise.all(
			Array.from({ length: 6 }, (_, n) => upsert(NEW, { addTags: `tag_${n}`, ...custom(['orders', `${n}`]) })),
		);
		expect(outcomes.map(({ error }) => error)).toEqual(outcomes.map(() => undefined));
		const created = outcomes.flatMap(({ json }) => json).filter((item) => item.created === true);
		expect(created).toHaveLength(1);
		expect(stored(NEW)?.tags?.toSorted()).toEqual(outcomes.map((_, n) => `tag_${n}`));
	},
);

test.each([400, 409, 422] as const)('one that another process creates meanwhile is changed (%i)', async (status) => {
	const { store, quirks } = world.sandbox;
	quirks.contactExists = status;
	const message = 'Cannot find requested asset under given api key.';
	world.refuse('/get-contact-by-phone', 422, { message, times: 1 });
	store.addContact({ phone_number: NEW, first_name: 'Theirs', tags: ['theirs'] });
	const { json } = await upsert(NEW, { lastName: 'Ours', addTags: 'ours' });
	expect(json).toMatchObject([{ created: false, first_name: 'Theirs', last_name: 'Ours', tags: ['theirs', 'ours'] }]);
});

test('one that another process deletes meanwhile is created anew', async () => {
	// Right after Retell has said that there is one.
	const vanish = (contact: { contact_id: string }) => {
		world.sandbox.store.deleteContact(contact.contact_id);
		return contact;
	};
	world.rewrite('/get-contact-by-phone', vanish, { times: 1 });
	const { json } = await upsert(ada, { firstName: 'Again' });
	expect(json).toMatchObject([{ created: true, first_name: 'Again', tags: [] }]);
});

test.each([
	{ kind: 'dropAfter', path: '/create-contact', times: 1 },
	{ kind: 'statusAfterWork', status: 503, headers: { 'retry-after-ms': '1' }, path: '/create-contact', times: 1 },
] satisfies Fault[])('a creation whose answer is lost ($kind) is made once', async (fault) => {
	world.sandbox.faults.add(fault);
	const { json, error } = await upsert(NEW, { firstName: 'Bo', addTags: 'lead' });
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ first_name: 'Bo', tags: ['lead'] }]);
	expect(world.sandbox.store.contacts().filter(({ phone_number }) => phone_number === NEW)).toHaveLength(1);
});

test('a refusal that has another reason is told with it', async () => {
	const body = { error_message: 'request/body/first_name is too long' };
	world.sandbox.faults.add({ kind: 'status', status: 400, body, path: '/create-contact' });
	const { error } = await upsert(NEW, { firstName: 'Bo' });
	expect(error?.message).toBe('Retell says: "request/body/first_name is too long"');
	expect(paths()).toEqual(['GET /get-contact-by-phone', 'POST /create-contact', 'GET /get-contact-by-phone']);
});

test.each([locator('+1 415 555 0161'), locator('={{ $json.id }}'), locator('={{ $json.id }}', 'list')])(
	'a contact is got by %j',
	async (contactId) => {
		const input = [{ id: stored(ada)?.contact_id }];
		const { json } = await world.run('contact.get', { input, parameters: { contactId } });
		expect(json).toMatchObject([{ first_name: 'Ada', phone_number: ada, external_id: null }]);
	},
);

test('a name is no contact', async () => {
	const { error, sent } = await world.run('contact.get', { parameters: { contactId: locator('Ada', 'number') } });
	expect(error?.message).toMatch(/^"Contact" must be a phone number/);
	expect(error?.description).toContain('Enter a plus sign');
	expect(sent).toEqual([]);
});

test.each([locator(NEW, 'number'), locator('contact_gone')])(
	'the unknown contact %j is told as that',
	async (contactId) => {
		const { error } = await world.run('contact.get', { parameters: { contactId } });
		expect(error?.message).toBe(`The contact "${contactId.value}" wasn't found`);
	},
);

test('a contact that a CRM would bring back is not deleted, and it is said why', async () => {
	const { error } = await world.run('contact.delete', { parameters: { contactId: locator(grace, 'number') } });
	expect(error?.message).toBe('The contact is linked to a record in your CRM');
	expect(error?.description).toContain('unlink the CRM app');
	expect(error?.description).toContain('Retell says: "Cannot delete a contact linked to a CRM record');
	expect(stored(grace)).toBeDefined();
});

test('all pages of contacts and conversations are read, and chats alone if wanted', async () => {
	const { store, clock } = world.sandbox;
	for (let n = 0; n < 230; n++) {
		store.addContact({ phone_number: `+1415556${1000 + n}` });
		store.addCall(ada, { start_timestamp: clock.now() + n });
	}
	const contacts = await world.run('contact.getAll', { parameters: { returnAll: true, filters: {} } });
	expect(new Set(contacts.json.map(({ contact_id }) => contact_id)).size).toBe(store.contacts().length);
	expect(contacts.json[0]).toMatchObject({ phone_number: ada });

	const conversations = async (parameters: INodeParameters) =>
		(await world.run('contact.getConversations', { parameters: { contactId: locator(ada, 'number'), ...parameters } }))
			.json;
	const all = await conversations({ returnAll: true, types: [] });
	const chats = await conversations({ returnAll: true, types: ['chat'] });
	expect(all.filter(({ type }) => type === 'call')).toHaveLength(231);
	expect(chats.length).toBeGreaterThan(0);
	expect(chats).toEqual(all.filter(({ type }) => type === 'chat'));
	expect(await conversations({ returnAll: false, limit: 2, types: ['chat'] })).toEqual(chats.slice(0, 2));
});

test('both types are all of them, those that Retell adds some day, too', async () => {
	const rows = ['call', 'chat', 'email'].map((type, n) => ({ type, chat_id: `chat_${n}` }));
	world.rewrite('/list-contact-conversations', () => ({ items: rows, has_more: false }));
	const typesOf = async (types: string[]) => {
		const parameters = { contactId: locator(ada, 'number'), types };
		return (await world.run('contact.getConversations', { parameters })).json.map(({ type }) => type);
	};
	expect(await typesOf(['chat', 'call'])).toEqual(['call', 'chat', 'email']);
	expect(await typesOf([])).toEqual(['call', 'chat', 'email']);
	expect(await typesOf(['chat'])).toEqual(['chat']);
});

test('a range of last conversations has its bounds, whether Retell counts them or not', async () => {
	const { store, quirks } = world.sandbox;
	const at = Date.parse('2026-02-01T00:00:00Z');
	for (const [n, after] of [-1, 0, 5, 10, 11].entries()) {
		const number = `+1415556200${n}`;
		store.addContact({ contact_id: `c${n}`, phone_number: number });
		store.addCall(number, { start_timestamp: at + after * 1000 });
	}
	const filters = { lastConversationAfter: '2026-02-01T00:00:00Z', lastConversationBefore: '2026-02-01T00:00:10Z' };
	for (const rangeIncludesBounds of [true, false]) {
		quirks.rangeIncludesBounds = rangeIncludesBounds;
		const { json } = await world.run('contact.getAll', { parameters: { returnAll: true, filters } });
		expect(json.map(({ contact_id }) => contact_id)).toEqual(['c3', 'c2', 'c1']);
	}
});

test('a search by number takes any notation', async () => {
	const { json } = await world.run('contact.getAll', { parameters: { filters: { search: '(415) 555-0161' } } });
	expect(json.map(({ phone_number }) => phone_number)).toEqual([ada]);
});
