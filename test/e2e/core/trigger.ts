import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import { KEY_REFUSED } from '../../said.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import {
	allOver,
	createRowsTable,
	deliveredIds,
	endAChat,
	keepsRows,
	listRequests,
	rowIds,
	TRIGGER,
} from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';

/** In seconds: most of these tests wait for polls. */
const POLLS_EVERY = 2;

/** Publishes a workflow of its own for each test, and looks at what it delivers. */
export function triggerTests(stage: Stage): void {
	describe('the trigger', () => {
		let table: string;
		let workflow: SavedWorkflow;
		let ended: string[];

		const polls = (count: number) => {
			const soFar = listRequests(stage.sandbox).length;
			return until(`${count} polls`, () => listRequests(stage.sandbox).length >= soFar + count);
		};
		const end = async (count: number) => {
			for (let n = 0; n < count; n += 1) ended.push(await endAChat(stage.sandbox));
		};
		/** Waits for so many deliveries, and until the workflow has done with them: no table is read that is being written. */
		const delivered = async (count: number) => {
			const areThere = async () => (await deliveredIds(stage, workflow)).length >= count;
			await until(`${count} deliveries`, areThere, { every: 500 });
			await allOver(stage, workflow);
		};
		const failures = async () => {
			const failed = (await stage.client.executions(workflow)).filter(({ status }) => status === 'error');
			return Promise.all(failed.map(({ id }) => stage.client.waitFor(id)));
		};
		const expectEachOnce = async () => {
			await delivered(ended.length);
			await polls(2);
			expect(await deliveredIds(stage, workflow)).toEqual(ended);
			// n8n runs what two polls found beside each other: which of them writes first is its own matter.
			expect((await rowIds(stage, table)).sort()).toEqual(ended.toSorted());
		};

		beforeEach(async () => {
			stage.sandbox.reset();
			ended = [];
			const name = `Ended chats: ${expect.getState().currentTestName?.split(' ').slice(4).join(' ')}`.slice(0, 100);
			table = await createRowsTable(stage, name);
			workflow = await stage.save(keepsRows(name, table, POLLS_EVERY));
		});

		test('delivers each chat once, in the order of their ends, and none of the past', async () => {
			await stage.publish(workflow);
			for (let round = 0; round < 3; round += 1) {
				await end(2);
				await polls(1);
			}
			await expectEachOnce();
			expect(await failures()).toEqual([]);
		});

		test(
			'delivers what ends while n8n is down, and while Retell is down when n8n comes back',
			async () => {
				await stage.publish(workflow);
				await end(1);
				await delivered(1);
				await stage.n8n.stop();
				await end(2);
				stage.sandbox.faults.add({ kind: 'status', status: 503 });
				await stage.start();
				await end(2);
				await polls(3);
				expect(await rowIds(stage, table)).toHaveLength(1);
				stage.sandbox.faults.clear();
				await end(1);
				await expectEachOnce();
			},
			START_TIMEOUT,
		);

		test('shows a revoked key with each poll, and loses nothing until it is valid again', async () => {
			await stage.publish(workflow);
			await end(1);
			await delivered(1);
			stage.sandbox.keys.clear();
			await end(2);
			await until('failed executions', async () => (await failures()).length >= 2);
			const [failure] = await failures();
			expect([...(failure?.errors.values() ?? [])].join()).toContain(KEY_REFUSED);
			stage.sandbox.keys.add(stage.sandbox.apiKey);
			await expectEachOnce();
		});

		test('delivers after publishing again what ended meanwhile', async () => {
			await stage.publish(workflow);
			await end(1);
			await delivered(1);
			await stage.client.unpublish(workflow);
			await end(2);
			await stage.publish(workflow);
			await end(1);
			await expectEachOnce();
		});

		test('cannot be published with a refused key', async () => {
			stage.sandbox.keys.clear();
			await expect(stage.publish(workflow)).rejects.toThrow(KEY_REFUSED);
		});

		test('fetches a real chat as a test event, and goes on as if nothing had been', async () => {
			await stage.publish(workflow);
			await end(1);
			await delivered(1);
			const event = await stage.client.execute(workflow, TRIGGER);
			expect(event.received).toMatchObject([{ chat_status: 'ended', chat_summary: expect.any(String) as string }]);
			await end(1);
			await delivered(2);
			await polls(2);
			expect(await deliveredIds(stage, workflow)).toEqual(ended);
		});
	});
}
