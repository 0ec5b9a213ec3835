import axios from 'axios';
import { createHmac } from 'node:crypto';
import { chatsOfPerson } from '../support/people.ts';
import { executionsOf, expectFailure, publish, webhookAt, type World } from './world.ts';

export const EXAMPLE = 'answer-whatsapp';
const TRIGGER = 'On WhatsApp message';
const HOST = 'graph.facebook.com';
const APP = { clientId: '4242', clientSecret: 'secret-of-the-tests' };
export const CREDENTIALS = {
	whatsAppTriggerApi: APP,
	whatsAppApi: { accessToken: 'token-of-the-tests', businessAccountId: '77' },
};
export const SENDER = '106540352242922';
export const PERSON = '4915112345678';

/** What Meta's part of the API that is used here does. */
export function meta({ services }: World): void {
	services().set(HOST, ({ method, path }) => {
		if (path.endsWith('/oauth/access_token')) return { body: { access_token: 'app-token' } };
		if (path.endsWith('/subscriptions')) return { body: method === 'GET' ? { data: [] } : { success: true } };
		return path.endsWith('/messages') ? { body: { messages: [{ id: 'wamid.answer' }] } } : undefined;
	});
}

/** What Meta posts when somebody writes: signed with the app's secret. */
export async function arriveAt(world: World, messages: object[]): Promise<void> {
	const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: SENDER }, messages };
	const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
	const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
	const signature = createHmac('sha256', APP.clientSecret).update(body).digest('hex');
	const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
	await axios.post(`${webhookAt(world, EXAMPLE, TRIGGER)}/webhook`, body, { headers, proxy: false });
}

/** A text message of a person. */
export function says(id: string, body: string, from = PERSON): object {
	return { id, from, timestamp: '1', type: 'text', text: { body } };
}

/** What was sent to people. */
export function sentBy({ services }: World) {
	return services().requests.filter(({ host, path }) => host === HOST && path.endsWith(`/${SENDER}/messages`));
}

export default function answerWhatsApp(world: World): void {
	const { stage, services } = world;
	const arrive = (...messages: object[]) => arriveAt(world, messages);
	const answers = () => sentBy(world);

	test('answers a person in one chat, each message once, and apologizes when Retell cannot be asked', async () => {
		meta(world);
		const workflow = await publish(world, EXAMPLE, {
			credentials: CREDENTIALS,
			parameters: { 'Send the reply': { phoneNumberId: SENDER }, 'Send an apology': { phoneNumberId: SENDER } },
		});
		const subscription = services().requests.find(
			({ method, path }) => method === 'POST' && path.endsWith('/subscriptions'),
		);
		expect(subscription?.body).toMatchObject({ object: 'whatsapp_business_account' });

		await arrive(says('wamid.1', 'Hello'), { id: 'wamid.2', from: PERSON, type: 'image', image: {} });
		await executionsOf(world, workflow, 1);
		await arrive(says('wamid.1', 'Hello'));
		await executionsOf(world, workflow, 2);
		await arrive(says('wamid.3', 'Order 4711'));
		const runs = await executionsOf(world, workflow, 3);
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		expect(answers().map(({ body }) => body)).toMatchObject([
			{ to: PERSON, type: 'text', text: { body: 'I can help with that. What is your order number?' } },
			{ to: PERSON, type: 'text', text: { body: expect.stringContaining('Order 4711 has shipped') as string } },
		]);
		expect(chatsOfPerson(stage, PERSON)).toMatchObject([{ metadata: { channel: 'whatsapp' } }]);

		stage.sandbox.keys.clear();
		await arrive(says('wamid.4', 'Hello?'));
		const [, , , last] = await executionsOf(world, workflow, 4);
		expectFailure(last, '1 messages got no answer from Retell.');
		expect(JSON.stringify(answers().at(-1)?.body)).toContain('Please try again in a few minutes');
	});
}
