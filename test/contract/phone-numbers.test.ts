import { useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const OURS = '+14155550142';
const PATH = `/update-phone-number/${encodeURIComponent(OURS)}`;

beforeEach(() => {
	const voice = sandbox().store.addAgent({ agent_id: 'agent_voice', channel: 'voice' });
	sandbox().store.addAgent({ agent_id: 'agent_a' });
	sandbox().store.addAgent({ agent_id: 'agent_b', versions: [{}, {}], tags: { prod: {} } });
	sandbox().store.addPhoneNumber({
		phone_number: OURS,
		nickname: 'Desk',
		inbound_agents: [{ agent_id: voice.agent_id, weight: 1 }],
		outbound_agents: null,
		inbound_webhook_url: 'https://calls.example/inbound',
		allowed_inbound_country_list: ['US'],
		sip_outbound_trunk_config: { termination_uri: 'sip.example', transport: 'TCP' },
	});
});

test('a number is found by its encoded path, and by the plain one', async () => {
	const number = await client().phoneNumber.retrieve(OURS);
	expect(number).toMatchObject({ phone_number: OURS, nickname: 'Desk' });
	const encoded = `/get-phone-number/${encodeURIComponent(OURS)}`;
	expect((await send('GET', encoded)).json).toEqual(number);
});

test('settings for texts change alone; what calls need stays as it was', async () => {
	const before = await client().phoneNumber.retrieve(OURS);
	sandbox().clock.advance(1_000);
	const change = {
		inbound_sms_agents: [
			{ agent_id: 'agent_a', weight: 0.3 },
			{ agent_id: 'agent_b', weight: 0.7, agent_version: 1 },
		],
		outbound_sms_agents: [{ agent_id: 'agent_b', weight: 1, agent_version: 'prod' }],
		inbound_sms_webhook_url: 'http://127.0.0.1:9/inbound',
		nickname: null,
	};
	const after = await client().phoneNumber.update(OURS, change);
	const last_modification_timestamp = before.last_modification_timestamp + 1_000;
	expect(after).toEqual({ ...before, ...change, last_modification_timestamp });
	const cleared = { inbound_sms_agents: null, inbound_sms_webhook_url: null };
	expect(await client().phoneNumber.update(OURS, cleared)).toMatchObject({
		...cleared,
		outbound_sms_agents: change.outbound_sms_agents,
	});
	expect((await client().phoneNumber.list()).items[0]).toMatchObject(cleared);
});

test('settings for calls can be changed as well; a password never shows', async () => {
	const after = await client().phoneNumber.update(OURS, {
		outbound_agents: [{ agent_id: 'agent_voice', weight: 1 }],
		auth_username: 'ada',
		auth_password: 'secret',
	});
	expect(after).toMatchObject({
		outbound_agents: [{ agent_id: 'agent_voice', weight: 1 }],
		sip_outbound_trunk_config: { termination_uri: 'sip.example', transport: 'TCP', auth_username: 'ada' },
	});
	expect(JSON.stringify(after)).not.toContain('secret');
});

test('weights add up to 1, as well as numbers of a machine can', async () => {
	const tenths = Array.from({ length: 10 }, () => ({ agent_id: 'agent_a', weight: 0.1 }));
	await client().phoneNumber.update(OURS, { inbound_sms_agents: tenths });
	await client().phoneNumber.update(OURS, { inbound_sms_agents: [] });
});

const agents = (...inbound_sms_agents: object[]) => ({ inbound_sms_agents });

test.each([
	['weights of 0.9 in all', agents({ agent_id: 'agent_a', weight: 0.9 }), 400],
	['weights of 2', agents({ agent_id: 'agent_a', weight: 1 }, { agent_id: 'b', weight: 1 }), 400],
	['a weight of 0', agents({ agent_id: 'agent_a', weight: 0 }), 400],
	['a weight above 1', agents({ agent_id: 'agent_a', weight: 1.5 }), 400],
	['a negative weight', agents({ agent_id: 'a', weight: -1 }, { agent_id: 'b', weight: 1 }), 400],
	['no weight', agents({ agent_id: 'agent_a' }), 400],
	['a weight as text', agents({ agent_id: 'agent_a', weight: '1' }), 400],
	['no agent id', agents({ weight: 1 }), 400],
	['version "1"', agents({ agent_id: 'agent_b', weight: 1, agent_version: '1' }), 400],
	['a tag that is not there', agents({ agent_id: 'agent_b', weight: 1, agent_version: 'x' }), 400],
	['an unknown version', agents({ agent_id: 'agent_b', weight: 1, agent_version: 9 }), 422],
	['an unknown agent', agents({ agent_id: 'agent_x', weight: 1 }), 422],
	['a voice agent for texts', agents({ agent_id: 'agent_voice', weight: 1 }), 422],
	['an agent not in a list', { inbound_sms_agents: { agent_id: 'agent_a', weight: 1 } }, 400],
	['the field of old', { inbound_sms_agent_id: 'agent_a' }, 400],
	['an address that is none', { inbound_sms_webhook_url: 'my server' }, 400],
	['an address of files', { inbound_sms_webhook_url: 'file:///etc/passwd' }, 400],
	['a number as nickname', { nickname: 5 }, 400],
	['an unknown transport', { transport: 'PIGEON' }, 400],
	['a country by name', { allowed_inbound_country_list: ['France'] }, 400],
])('%s is refused, and nothing changes', async (_what, body, status) => {
	const before = await client().phoneNumber.retrieve(OURS);
	expect((await send('PATCH', PATH, body)).status).toBe(status);
	expect(await client().phoneNumber.retrieve(OURS)).toEqual(before);
});

test('texts go out by the weights, the same way each time', async () => {
	await client().phoneNumber.update(OURS, {
		outbound_sms_agents: [
			{ agent_id: 'agent_a', weight: 0.25 },
			{ agent_id: 'agent_b', weight: 0.75, agent_version: 0 },
		],
	});
	let counted = 0;
	for (let n = 0; n < 80; n += 1) {
		const chat = await client().chat.createSMSChat({ from_number: OURS, to_number: '+14155550199' });
		if (chat.agent_id === 'agent_a') counted += 1;
		else expect(chat.version).toBe(0);
	}
	expect(counted).toBeGreaterThan(10);
	expect(counted).toBeLessThan(30);
});
