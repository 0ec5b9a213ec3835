// Chats by text, from the first message to the trigger's item: with the phone numbers, and with pictures.
import { runWorkflow } from '../host/run.ts';
import { credentialFor, workflowOf } from '../nodes/fixtures.ts';
import { MINUTE } from '../../tools/times.ts';
import { AGENT, useTriggerWorld } from './world.ts';

const OURS = '+14155550142';
const THEIRS = '+14155550199';

const world = useTriggerWorld();
const { publish, poll } = world;
const transcript = { options: { includeTranscript: true } };

beforeEach(() => {
	const agents = [{ agent_id: AGENT, weight: 1 }];
	world.sandbox.store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: agents, outbound_sms_agents: agents });
});

test('Create SMS Chat, the replies, the end: delivered with the numbers and what was said', async () => {
	const { sandbox, time } = world;
	const trigger = await publish({ parameters: transcript });
	const created = await runWorkflow(workflowOf('chat.createSms'), {
		credential: credentialFor(sandbox),
		input: [{ from: OURS, to: THEIRS, name: 'Ada' }],
		time,
	});
	const [chat] = created.json;
	await sandbox.receiveSms({ from: THEIRS, to: OURS, text: 'Yes, please' });
	sandbox.store.endChat(String(chat?.chat_id));

	const [outcome] = await poll(trigger);
	expect(outcome?.items.map(({ json }) => json)).toMatchObject([
		{
			chat_id: chat?.chat_id,
			chat_type: 'sms_chat',
			metadata: { from_number: OURS, to_number: THEIRS, customer: 'Ada' },
			dynamic_variables: { customer_name: 'Ada' },
		},
	]);
	expect(JSON.stringify(outcome?.items[0]?.json.messages)).toContain('Yes, please');
});

test('a text that came in with pictures', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: transcript });
	const multimedia = [
		{ url: 'https://media.example/1.jpg', summary: 'A broken kettle' },
		{ url: 'https://media.example/2.jpg' },
	];
	const outcome = await sandbox.receiveSms({ from: THEIRS, to: OURS, text: 'Look', attachments: multimedia });
	if (!('chat' in outcome)) throw new Error('No chat');
	sandbox.store.endChat(outcome.chat.chat_id);

	const [{ items } = { items: [] }] = await poll(trigger, { every: MINUTE });
	expect(items.map(({ json }) => json)).toMatchObject([
		{
			chat_id: outcome.chat.chat_id,
			messages: [
				{ role: 'sms', content: 'Look', multimedia: [multimedia[0], { ...multimedia[1], summary: null }] },
				{ role: 'agent', content: 'You said: Look' },
			],
		},
	]);
});
