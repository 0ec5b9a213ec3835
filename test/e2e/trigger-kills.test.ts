// n8n is killed again and again, at every step of a poll, while chats end all the time: each chat has to arrive.
import { isOver, N8N_VERSION, type SavedWorkflow } from '../../tools/n8n/index.ts';
import { accountFor } from './kills/account.ts';
import { MOMENTS, type Moment } from './kills/moments.ts';
import { SOON } from './support/publication.ts';
import { useStage, type Stage } from './support/stage.ts';
import { createRowsTable, deliveredIds, endAChat, keepsRows, rowIds } from './support/trigger.ts';
import { until } from '../../tools/n8n/until.ts';

const EVERY = 300;

/** Has chats end one after the other until it is told to stop; gives their ids. */
function endChats({ sandbox }: Stage): () => Promise<string[]> {
	const endings: Array<Promise<string>> = [];
	const timer = setInterval(() => void endings.push(endAChat(sandbox)), EVERY);
	return () => {
		clearInterval(timer);
		return Promise.all(endings);
	};
}

/**
 * Kills n8n, and starts it as a service manager would: again, if it breaks off. It does so where it was killed between
 * storing an execution and starting it: its statistics stumble over what it recovers, and it leaves that out the next time.
 */
async function killAndStart(stage: Stage): Promise<{ brokenOff: boolean }> {
	try {
		await stage.restart('kill');
		return { brokenOff: false };
	} catch {
		await stage.start();
		return { brokenOff: true };
	}
}

/**
 * Runs the workflow again where a kill cut it short, as a person would in n8n's list of executions. There they are
 * "crashed"; one that was killed before its first node goes on "running", though nothing runs any more.
 */
async function retryCutShort({ client }: Stage, workflow: SavedWorkflow): Promise<number> {
	const areOver = async () => (await client.executions(workflow)).every(({ status }) => isOver(status));
	await until('what runs to be over', areOver, { within: 30_000, every: 500 }).catch(() => undefined);
	const all = await client.executions(workflow);
	let cutShort = 0;
	for (const { id } of all.filter(({ status }) => status === 'crashed' || !isOver(status)).reverse()) {
		// On a busy machine one that still runs can get to its end after all.
		if ((await client.execution(id)).status === 'success') continue;
		await client.retry(id);
		cutShort += 1;
	}
	return cutShort;
}

/**
 * Waits for the chat that ended last: chats are handed over in the order of their ends. What is missing then does not come
 * any more, and is accounted for.
 */
async function waitForAll(stage: Stage, workflow: SavedWorkflow, ended: string[]): Promise<void> {
	const last = ended.at(-1) ?? '';
	const isThere = async () => (await deliveredIds(stage, workflow)).includes(last);
	await until('the last chat', isThere, { every: 1_000 });
}

function liveThroughKills(title: string, moments: readonly Moment[], env: Record<string, string>): void {
	describe(title, () => {
		const stage = useStage(N8N_VERSION, { env: () => env, hasEditor: false });

		test(`each chat arrives, although n8n is killed ${moments.length} times`, async () => {
			const table = await createRowsTable(stage, 'Ended chats');
			const workflow = await stage.save(keepsRows('Keep rows', table));
			await stage.client.publish(workflow);

			const stopEnding = endChats(stage);
			let brokenOff = 0;
			for (const moment of moments) {
				await moment.wait(stage.sandbox);
				if ((await killAndStart(stage)).brokenOff) brokenOff += 1;
			}
			// None of the kills meets the last one.
			const ended = [...(await stopEnding()), await endAChat(stage.sandbox)];
			await waitForAll(stage, workflow, ended);
			const cutShort = await retryCutShort(stage, workflow);
			const account = await accountFor(stage, workflow, ended);
			console.log(title, { ...account, kills: moments.length, ended: ended.length, cutShort, brokenOff });

			expect(account.never).toEqual(account.lostByN8n);
			const arrived = ended.filter((id) => !account.never.includes(id));
			expect((await rowIds(stage, table)).sort()).toEqual(arrived.sort());
		}, 1_200_000);
	});
}

liveThroughKills("n8n's usual polling", MOMENTS, SOON);
liveThroughKills(
	"n8n's durable scheduler and cursors",
	MOMENTS.filter((_, index) => index % 2 === 1),
	{
		...SOON,
		N8N_SCHEDULER_ENABLED: 'true',
		N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
		N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
		N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	},
);
