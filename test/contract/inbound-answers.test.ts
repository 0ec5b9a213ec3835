import type { Message } from '../../tools/sandbox/index.ts';
import { useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';

const { sandbox, client, pass } = useSandbox({ webhooks: { retryDelaysMs: [0, 0, 0] } });
const receiver = useReceiver();
const OURS = '+14155550142';

beforeEach(() => {
	const { store } = sandbox();
	const reply = (content: string): Message[] => [{ role: 'agent', content: `{{name}}: ${content}` }];
	store.addAgent({ agent_id: 'agent_own' });
	store.addAgent({
		agent_id: 'agent_other',
		reply,
		versions: [{ is_published: true }, {}],
		tags: { prod: { version: 0 } },
	});
	store.addPhoneNumber({
		phone_number: OURS,
		inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1 }],
		inbound_sms_webhook_url: receiver().url,
	});
});

/** What comes of a text when the webhook answers this. */
async function answered(body: unknown) {
	receiver().react = () => ({ status: 200, body });
	return sandbox().receiveSms({ from: '+14155550199', to: OURS, text: 'Hello' });
}
const inbound = (chat_inbound: unknown) => answered({ chat_inbound });

describe('an answer', () => {
	test('chooses the agent, its version, variables and metadata', async () => {
		const metadata = { customer: 'Zoë', tags: ['a'] };
		const outcome = await inbound({
			override_agent_id: 'agent_other',
			override_agent_version: 'prod',
			dynamic_variables: { name: 'Ada' },
			metadata,
		});
		expect(outcome).toMatchObject({
			outcome: 'answered',
			chat: {
				agent_id: 'agent_other',
				version: 0,
				agent_tag: 'prod',
				metadata,
				retell_llm_dynamic_variables: { name: 'Ada' },
			},
			messages: [{ content: 'Ada: Hello' }],
		});
	});

	test('gives a number without an own agent one', async () => {
		sandbox().store.editPhoneNumber(OURS, { inbound_sms_agents: null });
		const outcome = await inbound({ override_agent_id: 'agent_other' });
		expect(outcome).toMatchObject({ chat: { agent_id: 'agent_other', version: 1 } });
	});

	test('sets the agent up for this chat alone', async () => {
		const agent = {
			end_chat_after_silence_ms: 120_000,
			auto_close_message: 'Good night',
			webhook_url: `${receiver().url}/own`,
			webhook_events: ['chat_ended'],
			voice_id: 'retell-Cimo',
		};
		await inbound({ agent_override: { agent, retell_llm: { begin_message: 'Hi', model_temperature: 0.2 } } });
		const before = await client().chatAgent.retrieve('agent_own');
		await pass(120_000);
		const [chat] = sandbox().store.chats();
		expect(await client().chat.retrieve(chat?.chat_id ?? '')).toMatchObject({
			chat_status: 'ended',
			transcript: 'User: Hello\nAgent: You said: Hello\nAgent: Good night\n',
		});
		expect(receiver().received.map(({ event, path }) => [event, path])).toEqual([
			['chat_inbound', '/hook'],
			['chat_ended', '/hook/own'],
		]);
		expect(await client().chatAgent.retrieve('agent_own')).toEqual(before);
		expect(before).not.toHaveProperty('webhook_url');
	});

	test('rejects with the boolean true, whatever agent it names', async () => {
		expect(await inbound({ reject: true })).toEqual({ outcome: 'rejected' });
		const also = { override_agent_id: 'nope', agent_override: { agent: { language: 5 } } };
		expect(await inbound({ reject: true, ...also, metadata: {} })).toEqual({ outcome: 'rejected' });
		expect(sandbox().store.chats()).toEqual([]);
		expect(sandbox().webhooks.deliveries).toHaveLength(2);
	});

	test.each(['true', 'false', 1, false, null, {}])('does not reject with %j', async (reject) => {
		const outcome = await inbound({ reject, metadata: { a: 1 } });
		expect(outcome).toMatchObject({ outcome: 'answered', chat: { metadata: { a: 1 } } });
	});
});

const valid = { metadata: { a: 1 } };

describe('an answer that is void as a whole: the own agent takes over, as if nothing was said', () => {
	test.each<[string, unknown]>([
		['no body', undefined],
		['no JSON', '<html>ok</html>'],
		['a list', []],
		['no chat_inbound', { ...valid }],
		['the key of calls', { call_inbound: valid }],
		['chat_inbound as text', { chat_inbound: 'x' }],
		['a number as variable', { chat_inbound: { ...valid, dynamic_variables: { n: 1 } } }],
		['variables in a list', { chat_inbound: { ...valid, dynamic_variables: [] } }],
		['metadata as text', { chat_inbound: { metadata: 'x', dynamic_variables: { name: 'Ada' } } }],
		['an unknown key', { chat_inbound: { ...valid, agent_id: 'agent_other' } }],
		['an empty agent id', { chat_inbound: { ...valid, override_agent_id: '' } }],
		['an unknown agent', { chat_inbound: { ...valid, override_agent_id: 'nope' } }],
		['version "1"', { chat_inbound: { ...valid, override_agent_version: '1' } }],
		['an unknown version', { chat_inbound: { ...valid, override_agent_version: 9 } }],
		['reject with a bad variable', { chat_inbound: { reject: true, dynamic_variables: { n: 1 } } }],
		[
			'an override out of range',
			{ chat_inbound: { ...valid, agent_override: { agent: { end_chat_after_silence_ms: 5 } } } },
		],
		['an override of nothing', { chat_inbound: { ...valid, agent_override: { voice: {} } } }],
	])('%s', async (_what, body) => {
		const outcome = await answered(body);
		expect(outcome).toMatchObject({ outcome: 'answered', chat: { agent_id: 'agent_own' } });
		const [chat] = sandbox().store.chats();
		expect(chat?.metadata).toBeUndefined();
		expect(chat?.retell_llm_dynamic_variables).toBeUndefined();
		expect(receiver().received).toHaveLength(1);
	});
});
