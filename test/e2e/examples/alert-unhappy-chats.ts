import { locator } from '../../../tools/n8n/workflows.ts';
import type { Service } from '../services/services.ts';
import { endedChat, executionsOf, publish, type World } from './world.ts';

export const SLACK = 'slack.com';
export const SLACK_TOKEN = 'xoxb-of-the-tests';

/** Takes every message. */
export const slack: Service = ({ path, body }) =>
	path === '/api/chat.postMessage'
		? { body: { ok: true, channel: body['channel'], ts: '1.1', message: {} } }
		: undefined;

export default function alertUnhappyChats(world: World): void {
	const { services } = world;

	test('tells Slack about an unhappy chat, and about no other', async () => {
		services().set(SLACK, slack);
		const workflow = await publish(world, 'alert-unhappy-chats', {
			values: { headline: 'Somebody is cross', longest_transcript: 60 },
			credentials: { slackApi: { accessToken: SLACK_TOKEN } },
			parameters: { 'Post to Slack': { channelId: locator('C0123') } },
		});
		endedChat(world, ['Thank you!']);
		const cross = endedChat(world, ['This is <!channel> terrible', 'x'.repeat(100)]);
		const [execution] = await executionsOf(world, workflow, 1);
		expect([...(execution?.errors ?? [])]).toEqual([]);
		expect(execution?.received).toMatchObject([{ chat_id: cross }]);

		const posted = services().requests.filter(({ host }) => host === SLACK);
		expect(posted).toMatchObject([
			{ authorization: `Bearer ${SLACK_TOKEN}`, body: { channel: 'C0123', text: 'Somebody is cross' } },
		]);
		const blocks = posted[0]?.body['blocks'];
		expect(blocks).toMatchObject([{ type: 'rich_text', elements: [{}, { type: 'rich_text_quote' }, {}] }]);
		const text = JSON.stringify(blocks);
		expect(text).toContain(`Chat: ${cross}`);
		expect(text).toContain('This is <!channel> terrible');
		expect(text).toContain('... ');
		expect(text).not.toContain('x'.repeat(61));
	});
}
