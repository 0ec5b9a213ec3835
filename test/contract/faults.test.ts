import type { Fault } from '../../tools/sandbox/index.ts';
import { errorWith, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
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
		await expect(create()).rejects.toMatchObject({ status });
		expect(count()).toBe(worked);
		expect(sandbox().requests).toMatchObject([{ path: '/create-chat', status, body: { agent_id: 'agent_1' } }]);
	});

	test.each<[Fault, number]>([
		[{ kind: 'dropBefore' }, 0],
		[{ kind: 'dropAfter' }, 1],
		[{ kind: 'truncate' }, 1],
	])('%j', async (fault, worked) => {
		sandbox().faults.add(fault);
		await expect(send('POST', '/create-chat', { agent_id: 'agent_1' })).rejects.toThrow();
		expect(count()).toBe(worked);
		expect(sandbox().requests).toMatchObject([{ status: null }]);
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

	test('a script that throws is a 500, not a silence', async () => {
		sandbox().store.addAgent({
			agent_id: 'agent_1',
			reply: () => {
				throw new Error('oh dear');
			},
		});
		const { chat_id } = await create();
		const failed = client().chat.createChatCompletion({ chat_id, content: 'x' });
		await expect(failed).rejects.toMatchObject({ status: 500, error: errorWith('oh dear') });
	});
});
