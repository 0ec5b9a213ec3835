import type { Fault, Match } from '../../tools/sandbox/index.ts';
import { startSandbox } from '../../tools/sandbox/index.ts';
import { arrived, errorWith, rejection, send, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();
const create = () => client().chat.create({ agent_id: 'agent_1' });
const count = () => sandbox().store.chats().length;

beforeEach(() => {
	sandbox().store.addAgent({ agent_id: 'agent_1' });
});

describe('each fault does its harm before or after the work', () => {
	test.each<[Fault, number, number]>([
		[{ kind: 'status', status: 503 }, 503, 0],
		[{ kind: 'statusAfterWork', status: 500 }, 500, 1],
		[{ kind: 'garbage', status: 502, body: '<h1>Bad gateway</h1>' }, 502, 0],
	])('%j', async (fault, status, worked) => {
		sandbox().faults.add(fault);
		expect(await rejection(create())).toMatchObject({ status });
		expect(count()).toBe(worked);
		expect(sandbox().requests).toMatchObject([{ path: '/create-chat', status, body: { agent_id: 'agent_1' } }]);
	});

	test.each<[Fault, number]>([
		[{ kind: 'dropBefore' }, 0],
		[{ kind: 'dropAfter' }, 1],
		[{ kind: 'truncate' }, 1],
	])('%j', async (fault, worked) => {
		sandbox().faults.add(fault);
		const request = send(sandbox(), {
			method: 'POST',
			path: '/create-chat',
			body: { agent_id: 'agent_1' },
		});
		await expect(request).rejects.toThrow();
		expect(count()).toBe(worked);
		expect(sandbox().requests).toMatchObject([{ status: null }]);
	});

	test('a body that is no JSON comes with status 200 too', async () => {
		sandbox().faults.add({ kind: 'garbage', body: '<html>', contentType: 'text/html' });
		const answer = await send(sandbox(), { method: 'GET', path: '/get-concurrency' });
		expect(answer).toMatchObject({ status: 200, text: '<html>', json: undefined });
		expect(answer.headers.get('content-type')).toBe('text/html');
	});

	test('an answer can be rewritten into any shape', async () => {
		sandbox().store.addChat();
		const shapes: unknown[] = [{ has_more: true }, { items: null, has_more: false }, [], 'text', null];
		for (const shape of shapes) {
			const handle = sandbox().faults.add({ kind: 'rewrite', change: () => shape });
			const { status, json } = await send(sandbox(), {
				method: 'POST',
				path: '/v3/list-chats',
				body: {},
			});
			expect({ status, json }).toEqual({ status: 200, json: shape });
			handle.remove();
		}
	});

	test('what a rewrite does to the answer leaves the account as it was', async () => {
		const { chat_id } = sandbox().store.addChat({ messages: [{ role: 'user', content: 'hi' }] });
		const handle = sandbox().faults.add({
			kind: 'rewrite',
			change: (answer) => {
				for (const value of Object.values(answer ?? {})) if (Array.isArray(value)) value.length = 0;
				return answer;
			},
		});
		expect((await client().chat.retrieve(chat_id)).message_with_tool_calls).toEqual([]);
		handle.remove();
		expect((await client().chat.retrieve(chat_id)).message_with_tool_calls).toHaveLength(1);
	});

	test('the body and the headers of a refusal can be given', async () => {
		sandbox().faults.add({
			kind: 'status',
			status: 429,
			body: { detail: 'slow' },
			headers: { 'retry-after': '7' },
		});
		const answer = await send(sandbox(), { method: 'GET', path: '/get-concurrency' });
		expect(answer).toMatchObject({ status: 429, json: { detail: 'slow' } });
		expect(answer.headers.get('retry-after')).toBe('7');
	});

	test('a request can hang until its client gives up or the sandbox closes', async () => {
		const own = await startSandbox({ seed: 'empty' });
		own.faults.add({ kind: 'hang' });
		const giveUp = new AbortController();
		const request = fetch(`${own.url}/get-concurrency`, { signal: giveUp.signal });
		const forEver = fetch(`${own.url}/get-concurrency`);
		const settled = Promise.allSettled([request, forEver]);
		await arrived(own, 2);
		giveUp.abort();
		await own.close();
		expect(await settled).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
		expect(own.requests).toMatchObject([{ status: null }, { status: null }]);
	});

	test('delays add to another fault, and requests pass each other meanwhile', async () => {
		const path = '/get-concurrency';
		let goOn = () => {};
		const held = new Promise<void>((resolve) => {
			goOn = resolve;
		});
		sandbox().faults.add({ kind: 'latency', ms: 5, jitterMs: 5, path });
		sandbox().faults.add({ kind: 'wait', until: () => held, path });
		sandbox().faults.add({ kind: 'status', status: 500, path });
		const slow = send(sandbox(), { method: 'GET', path });
		await Promise.race([slow, arrived(sandbox(), 1)]);
		await create();
		expect(sandbox().requests).toMatchObject([
			{ inFlight: 1, status: null },
			{ inFlight: 2, status: 201 },
		]);
		goOn();
		expect(await slow).toMatchObject({ status: 500 });
	});

	test.each<Fault>([
		{ kind: 'latency', ms: 3_600_000 },
		{ kind: 'wait', until: () => new Promise(() => {}) },
	])('closing does not wait for a delay: $kind', async (fault) => {
		const own = await startSandbox({ seed: 'empty' });
		own.faults.add(fault);
		const request = rejection(fetch(`${own.url}/get-concurrency`));
		await arrived(own, 1);
		await own.close();
		expect(await request).toMatchObject({ message: 'fetch failed' });
	});

	test('a script that throws is a 500, not a silence', async () => {
		sandbox().store.addAgent({
			agent_id: 'agent_1',
			reply: () => {
				throw new Error('oh dear');
			},
		});
		const { chat_id } = await create();
		const failed = client().chat.createChatCompletion({ chat_id, content: 'x' });
		expect(await rejection(failed)).toMatchObject({ status: 500, error: errorWith('oh dear') });
	});
});

describe('a fault meets the requests it is meant for', () => {
	async function statuses(fault: Fault): Promise<number[]> {
		sandbox().store.addChat({ chat_id: 'chat_1' });
		const handle = sandbox().faults.add(fault);
		const seen: number[] = [];
		for (const [method, path, body] of [
			['GET', '/get-chat/chat_1'],
			['POST', '/v3/list-chats', { limit: 1 }],
			['POST', '/v3/list-chats', { limit: 2 }],
			['GET', '/get-concurrency'],
			['GET', '/get-chat/chat_1'],
		] as const) {
			seen.push((await send(sandbox(), { method, path, body })).status);
		}
		expect(handle.hits()).toBe(seen.filter((status) => status === 500).length);
		return seen;
	}
	const fault = { kind: 'status', status: 500 } as const;

	test.each<[string, Match, number[]]>([
		['all', {}, [500, 500, 500, 500, 500]],
		['by method', { method: 'post' }, [200, 500, 500, 200, 200]],
		['by path', { path: '/get-chat' }, [500, 200, 200, 200, 500]],
		['by pattern', { path: /^\/get-c/g }, [500, 200, 200, 500, 500]],
		['some times', { times: 2 }, [500, 500, 200, 200, 200]],
		['after some', { after: 3 }, [200, 200, 200, 500, 500]],
		['once after one', { after: 1, times: 1, path: '/v3/list-chats' }, [200, 200, 500, 200, 200]],
		['by their body', { when: (request) => JSON.stringify(request.body) === '{"limit":1}' }, [200, 500, 200, 200, 200]],
	])('%s', async (_what, match, expected) => {
		expect(await statuses({ ...fault, ...match })).toEqual(expected);
	});

	test('the first one added decides; removed and cleared ones are gone', async () => {
		const status = async () => (await send(sandbox(), { method: 'GET', path: '/get-concurrency' })).status;
		const first = sandbox().faults.add({ kind: 'status', status: 502 });
		const second = sandbox().faults.add({ kind: 'status', status: 503, times: 1 });
		expect(await status()).toBe(502);
		expect(second.hits()).toBe(0);
		first.remove();
		expect(await status()).toBe(503);
		expect(await status()).toBe(200);
		sandbox().faults.add(fault);
		sandbox().faults.clear();
		expect(await status()).toBe(200);
	});
});
