import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../support/stage.ts';
import { until } from '../../../tools/n8n/until.ts';
import { chain, locator, pinned, retell, start, START } from '../../../tools/n8n/workflows.ts';

export function cleanUpTests(stage: Stage): void {
	describe('many chats', () => {
		beforeEach(() => stage.sandbox.reset());

		test("End Many's summary stands above the node's output", async () => {
			const ongoing = stage.sandbox.store.chats().filter(({ chat_status }) => chat_status === 'ongoing').length;
			const end = retell('End', { resource: 'chat', operation: 'endMany', idleMinutes: 0, previewOnly: false });
			const { hints } = await stage.execute(chain('End all', start(), end));
			expect(hints).toEqual([expect.stringContaining(`${ongoing} ended`) as string]);
		});

		test('stopping an execution stops its requests within a second', async () => {
			const { client, sandbox } = stage;
			const chats = Array.from({ length: 200 }, () => ({ chat_id: sandbox.store.addChat({}).chat_id }));
			const send = {
				resource: 'chat',
				operation: 'sendMessage',
				conversation: 'chat',
				chatId: locator('={{ $json.chat_id }}'),
				message: 'Hi',
			};
			const workflow = await stage.save(pinned(chain('Many messages', start(), retell('Send', send)), chats));
			sandbox.faults.add({ kind: 'latency', ms: 300 });

			sandbox.requests.length = 0;
			const id = await client.run(workflow, START);
			await until('the first messages', () => sandbox.requests.length >= 10);
			await client.stop(id);
			const stopped = Date.now();
			await sleep(1_500);
			expect(sandbox.requests.length).toBeLessThan(chats.length);
			expect(sandbox.requests.filter(({ at }) => at > stopped + 1_000)).toEqual([]);
			expect(await client.waitFor(id)).toMatchObject({ status: 'canceled' });
		});
	});
}
