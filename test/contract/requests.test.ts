import Retell from 'retell-sdk';
import { MANUAL_START, startSandbox } from '../../tools/sandbox/index.ts';
import { errorWith, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const create = () => client().chat.create({ agent_id: 'agent_1' });
const count = () => sandbox().store.chats().length;

beforeEach(() => {
	sandbox().store.addAgent({ agent_id: 'agent_1' });
});

describe('the rate limit', () => {
	// Beside a manual clock real time counts; here it stands still, however long the requests take.
	beforeEach(() => {
		jest.spyOn(performance, 'now').mockReturnValue(1_000);
	});
	afterEach(() => jest.restoreAllMocks());

	test.each([
		['seconds', ['1', null]],
		['date', [new Date(MANUAL_START + 1_000).toUTCString(), null]],
		['retry-after-ms', [null, '1000']],
		['none', [null, null]],
	] as const)('refuses without work, telling: %s', async (retryAfter, told) => {
		sandbox().rateLimit = { perSecond: 2, retryAfter };
		await create();
		await create();
		const { status, json, headers } = await send('POST', '/create-chat', { agent_id: 'agent_1' });
		expect([status, json]).toEqual([429, errorWith('Account rate limited')]);
		expect(count()).toBe(2);
		expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual(told);
		sandbox().clock.advance(1_000);
		await create();
		expect(count()).toBe(3);
	});
});

test('requests are recorded as they came, also refused ones', async () => {
	await send('POST', '/v2/list-agents?limit=5&sort_order=ascending', { filter_criteria: {} });
	await send('POST', '/create-chat', '{nonsense', { 'x-own': '1' });
	await send('GET', '/gone/a%2Fb');
	await send('GET', '/get-chat/%E0%A4%A');
	expect(sandbox().requests).toMatchObject([
		{
			method: 'POST',
			path: '/v2/list-agents',
			query: { limit: '5', sort_order: 'ascending' },
			body: { filter_criteria: {} },
			status: 200,
		},
		{ rawBody: '{nonsense', body: undefined, status: 400, headers: { 'x-own': '1' } },
		{ method: 'GET', path: '/gone/a%2Fb', rawBody: '', body: undefined, status: 404 },
		{ path: '/get-chat/%E0%A4%A', status: 400 },
	]);
	expect(sandbox().requests[0]).toMatchObject({ at: sandbox().clock.now(), answeredAt: sandbox().clock.now() });
});

test('only so many requests are remembered as were asked for', async () => {
	const own = await startSandbox({ seed: 'empty', recordLimit: 2 });
	const retell = new Retell({ apiKey: own.apiKey, baseURL: own.url, maxRetries: 0 });
	await retell.concurrency.retrieve();
	await retell.chat.list();
	await retell.phoneNumber.list();
	expect(own.requests.map((request) => request.path)).toEqual(['/v3/list-chats', '/v2/list-phone-numbers']);
	await own.close();
});
