// Phone numbers through n8n's engine: texts are set up, and calls stay as they are.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const NUMBER = DEMO_NUMBERS.support;
const { support, reminders } = DEMO_AGENTS;

const update = (updateFields: INodeParameters, number: string = NUMBER) =>
	world.run('phoneNumber.updateSms', { input: [{ number }], parameters: { updateFields } });
const agents = (...rows: INodeParameters[]) => ({ agents: rows });

test('the agents with their versions and the webhook for texts are set, and nothing of calls', async () => {
	const { error } = await update({
		inboundSmsAgents: agents(
			{ agentId: support, weight: 0.3, agentVersion: '1' },
			{ agentId: reminders, weight: '={{ 0.7 }}' },
		),
		inboundSmsWebhookUrl: 'https://example.com/texts',
	});
	expect(error).toBeUndefined();
	expect(world.sandbox.requests.map(({ body }) => body)).toEqual([
		{
			inbound_sms_agents: [
				{ agent_id: support, weight: 0.3, agent_version: 1 },
				{ agent_id: reminders, weight: 0.7 },
			],
			inbound_sms_webhook_url: 'https://example.com/texts',
		},
	]);
});

test('what is not filled in stays, and what is turned off is removed', async () => {
	await update({ nickname: 'Desk', outboundSmsAgents: {} });
	expect(world.sandbox.requests.at(-1)?.body).toEqual({ nickname: 'Desk' });
	await update({ turnOff: ['outboundSmsAgents', 'nickname'] });
	expect(world.sandbox.requests.at(-1)?.body).toEqual({ nickname: null, outbound_sms_agents: null });
});

test.each([
	[[50, 50], 'must add up to 1, not 100', '50 percent is 0.5'],
	[[1.5, -0.5], 'must be more than 0, not -0.5', 'share'],
	[[1, 0], 'must be more than 0, not 0', 'remove the agent'],
])('the weights %j are refused before any request', async (weights, message, description) => {
	const rows = weights.map((weight) => ({ agentId: support, weight }));
	const { error, sent } = await update({ inboundSmsAgents: agents(...rows) });
	expect(error?.message).toContain(message);
	expect(error?.message).toContain('Inbound SMS Agents');
	expect(error?.description).toContain(description);
	expect(sent).toHaveLength(0);
});

test('a voice agent, an unknown agent and an unknown number are told apart', async () => {
	const voice = world.sandbox.store.agents().find(({ channel }) => channel === 'voice')?.agent_id ?? '';
	for (const agentId of [voice, 'agent_gone']) {
		const { error } = await update({ inboundSmsAgents: agents({ agentId, weight: 1 }) });
		expect(error?.message).toBe(`An SMS agent for the phone number "${NUMBER}" wasn't found`);
		expect(error?.description).toContain('Nothing was changed');
		expect(error?.httpCode).toBe('422');
	}
	const { error } = await update({ nickname: 'x' }, '+14155550000');
	expect(error?.message).toBe('The phone number "+14155550000" wasn\'t found');
});

test('numbers can be listed raw', async () => {
	const { json } = await world.run('phoneNumber.getAll', { parameters: { simplify: false, limit: 1 } });
	expect(json).toHaveLength(1);
	expect(json[0]).toHaveProperty('last_modification_timestamp');
});

test('a number that is not registered for texting is told as that, and its agents are not blamed', async () => {
	world.sandbox.quirks.unregisteredNumbers = [NUMBER];
	const { error } = await update({ outboundSmsAgents: agents({ agentId: support, weight: 1 }) });
	expect(error?.message).toBe(`The number "${NUMBER}" isn't registered for text messages`);
	expect(error?.description).toContain('A2P 10DLC');
	expect(error?.description).toContain('Nothing was changed');
	expect(error?.description).toContain(`Item not found in a2p-application with phoneNumber=${NUMBER}`);
	expect(error?.httpCode).toBe('404');
	expect(world.sandbox.requests).toHaveLength(1);
});
