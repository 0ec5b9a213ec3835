import axios from 'axios';
import { chatsOfPerson } from '../support/people.ts';
import { publish, webhookAt, type World } from './world.ts';

const EXAMPLE = 'answer-n8n-chat';
const TRIGGER = 'When a visitor writes';

/** Writes in n8n's chat, whose webhook is there; gives the answer. */
export async function writeTo(webhook: string, sessionId: string, chatInput: string): Promise<string> {
	const message = { action: 'sendMessage', sessionId, chatInput };
	const { data } = await axios.post<{ output: string }>(`${webhook}/chat`, message, { proxy: false });
	return data.output;
}

export default function answerN8nChat(world: World): void {
	const { stage } = world;

	const page = () => webhookAt(world, EXAMPLE, TRIGGER);
	const write = (sessionId: string, chatInput: string) => writeTo(page(), sessionId, chatInput);
	const chatsOf = (sessionId: string) => chatsOfPerson(stage, sessionId);

	test('answers each visitor in a chat of their own, and goes on in it', async () => {
		await publish(world, EXAMPLE);
		const { data: html } = await axios.get<string>(`${page()}/chat`, { proxy: false });
		expect(html).toContain('Welcome');

		expect(await write('visitor-1', 'Hello')).toBe('I can help with that. What is your order number?');
		expect(await write('visitor-2', 'Order 9999')).toContain('I cannot find an order 9999.');
		expect(await write('visitor-1', '4711')).toContain('Order 4711 has shipped');
		expect(chatsOf('visitor-1')).toMatchObject([{ metadata: { channel: 'n8n chat' } }]);
		expect(chatsOf('visitor-2')).toHaveLength(1);

		// The agent has ended the chat: the visitor does not notice.
		stage.sandbox.store.endChat(chatsOf('visitor-1')[0]?.chat_id ?? '');
		expect(await write('visitor-1', '4711')).toContain('Order 4711 has shipped');
		expect(
			chatsOf('visitor-1')
				.map(({ chat_status }) => chat_status)
				.sort(),
		).toEqual(['ended', 'ongoing']);

		stage.sandbox.keys.clear();
		expect(await write('visitor-1', 'Hello?')).toContain('Please try again in a few minutes');
	});
}
