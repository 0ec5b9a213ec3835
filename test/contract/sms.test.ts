import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox({ seed: 'demo' });
const agent_id = DEMO_AGENTS.support;
const get = (id: string) => client().chat.retrieve(id);

describe('a chat by text message', () => {
	const numbers = { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550199' };

	test('is answered with 200 before its first text, and never shows the numbers', async () => {
		const body = { ...numbers, retell_llm_dynamic_variables: { customer_name: 'Ada' }, metadata: { a: 1 } };
		const answer = await send('POST', '/create-sms-chat', body);
		expect(answer).toMatchObject({
			status: 200,
			json: { chat_type: 'sms_chat', chat_status: 'ongoing', transcript: '', metadata: { a: 1 } },
		});
		expect(answer.text).not.toContain(numbers.to_number);
		const id = sandbox().store.chats().at(-1)?.chat_id ?? '';
		expect(await get(id)).toMatchObject({ transcript: '' });
		sandbox().clock.advance(60_000);
		const chat = await get(id);
		expect(chat.transcript).toMatch(/^Agent: Hi Ada, a reminder/);
		expect(JSON.stringify(chat)).not.toContain('+1415');
		expect(sandbox().store.say(id, 'C')).toMatchObject([{ content: 'Cancelled.' }]);
	});

	test('takes another agent and version for once, also from a number without an agent', async () => {
		const chat = await client().chat.createSMSChat({
			...numbers,
			from_number: DEMO_NUMBERS.voiceOnly,
			override_agent_id: agent_id,
			override_agent_version: 0,
		});
		expect(chat).toMatchObject({ agent_id, version: 0 });
	});
});
