import { locator } from '../../../tools/n8n/workflows.ts';
import { KEY_REFUSED } from '../../said.ts';
import { expectFailure, publish, setUp, type World } from './world.ts';
import { SLACK, SLACK_TOKEN, slack } from './alert-unhappy-chats.ts';
import { DAY } from '../../../tools/times.ts';

const TRIGGER = 'Every night';
const EXAMPLE = 'clean-up-chats';

export default function cleanUpChats(world: World): void {
	const { stage, services } = world;
	const chats = () => stage.sandbox.store.chats();
	const ongoing = () => chats().filter(({ chat_status }) => chat_status === 'ongoing');
	const old = () => chats().filter(({ start_timestamp }) => start_timestamp < Date.now() - 2 * DAY);
	const limits = { end_after_minutes: 20, delete_after_days: 2, most_chats: 500 };

	test('shows at first only what it would do', async () => {
		const before = structuredClone(chats().map(({ chat_id, chat_status }) => ({ chat_id, chat_status })));
		const workflow = await setUp(world, EXAMPLE, { values: limits });
		const { status, output } = await stage.client.execute(workflow, TRIGGER);
		expect(status).toBe('success');
		expect(output.get('Write the report')).toMatchObject([
			{ would_be_ended: 2, would_be_deleted: old().length, failed: 0 },
		]);
		expect(chats().map(({ chat_id, chat_status }) => ({ chat_id, chat_status }))).toEqual(before);
	});

	test('ends idle chats, deletes old ones, and reports it to Slack', async () => {
		services().set(SLACK, slack);
		const [oldOnes, others] = [old().length, chats().length - old().length];
		expect(ongoing()).toHaveLength(4);
		const workflow = await setUp(world, EXAMPLE, {
			values: { ...limits, preview_only: false },
			credentials: { slackApi: { accessToken: SLACK_TOKEN } },
			parameters: { 'Post the report to Slack': { channelId: locator('C0123') } },
			nodes: { 'Post the report to Slack': { disabled: false } },
		});
		const { status, errors } = await stage.client.execute(workflow, TRIGGER);
		expect([status, ...errors]).toEqual(['success']);
		expect(ongoing()).toHaveLength(2);
		expect(old()).toEqual([]);
		expect(chats()).toHaveLength(others);
		const posted = services().requests.filter(({ host }) => host === SLACK);
		expect(posted.at(-1)?.body).toMatchObject({
			channel: 'C0123',
			text: `Retell clean-up: Ended: 2. Deleted: ${oldOnes}. Failed: 0.`,
		});
	});

	test('does nothing while a limit is missing, and says why it stopped', async () => {
		const count = chats().length;
		const missing = await setUp(world, EXAMPLE, { values: { ...limits, preview_only: false, delete_after_days: '' } });
		expectFailure(await stage.client.execute(missing, TRIGGER), 'Nothing was done: fill in');
		expect(chats()).toHaveLength(count);

		stage.sandbox.keys.clear();
		const refused = await setUp(world, EXAMPLE, { values: { ...limits, preview_only: false } });
		expectFailure(await stage.client.execute(refused, TRIGGER), KEY_REFUSED);
	});

	test('can be published', async () => {
		await publish(world, EXAMPLE, { values: limits });
	});
}
