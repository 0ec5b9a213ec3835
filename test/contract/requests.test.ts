import Retell from 'retell-sdk';
import { startSandbox } from '../../tools/sandbox/index.ts';
import { errorWith, send, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();
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

	test.each(['seconds', 'date', 'retry-after-ms', 'none'] as const)(
		'refuses without work, telling: %s',
		async (retryAfter) => {
			sandbox().rateLimit = { perSecond: 2, retryAfter };
			const answers = [];
			for (let n = 0; n < 3; n += 1) {
				answers.push(
					await send(sandbox(), {
						method: 'POST',
						path: '/create-chat',
						body: { agent_id: 'agent_1' },
					}),
				);
			}
			expect(answers.map((answer) => answer.status)).toEqual([201, 201, 429]);
			expect(count()).toBe(2);
			const last = answers[2];
			expect(last?.json).toEqual(errorWith('Account rate limited'));
			const after = last?.headers.get('retry-after') ?? null;
			const ms = last?.headers.get('retry-after-ms') ?? null;
			if (retryAfter === 'seconds') expect(after).toBe('1');
			else if (retryAfter === 'date') expect(Date.parse(after ?? '')).toBeGreaterThan(sandbox().clock.now());
			else expect(after).toBeNull();
			expect(ms !== null).toBe(retryAfter === 'retry-after-ms');
			sandbox().clock.advance(1_000);
			await create();
			expect(count()).toBe(3);
		},
	);
});

test('requests are recorded as they came, also refused ones', async () => {
	await send(sandbox(), {
		method: 'POST',
		path: '/v2/list-agents?limit=5&sort_order=ascending',
		body: { filter_criteria: {} },
	});
	await send(sandbox(), {
		method: 'POST',
		path: '/create-chat',
		body: '{nonsense',
		headers: { 'x-own': '1' },
	});
	await send(sandbox(), { method: 'GET', path: '/gone/a%2Fb' });
	await send(sandbox(), { method: 'GET', path: '/get-chat/%E0%A4%A' });
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
	expect(sandbox().requests[0]).toMatchObject({
		at: sandbox().clock.now(),
		answeredAt: sandbox().clock.now(),
	});
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
