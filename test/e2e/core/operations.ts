import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { DEMO_AGENTS, DEMO_NUMBERS, type Sandbox } from '../../../tools/sandbox/index.ts';
import type { Stage } from '../support/stage.ts';
import { pinned, readWorkflow, START } from '../support/workflows.ts';

interface Case {
	/** What comes into the operation. */
	input: (sandbox: Sandbox) => Input;
	/** Looks at what came out, and at what became of Retell's data. */
	check: (items: Item[], sandbox: Sandbox, input: Input) => void;
}

type Input = IDataObject & { chat_id?: string };
type Item = IDataObject & { chat_id: string; agent_id: string };

const ongoing = (sandbox: Sandbox) => ({
	chat_id: sandbox.store.addChat({ agent_id: DEMO_AGENTS.support }).chat_id,
});
const ended = (sandbox: Sandbox) => {
	const { chat_id } = ongoing(sandbox);
	sandbox.store.endChat(chat_id);
	return { chat_id };
};
const withStatus = ({ store }: Sandbox, status: string) =>
	store.chats().filter(({ chat_status }) => chat_status === status);

const FLOW = 'conversation_flow_81c573b2e490';

const CASES: Record<string, Case> = {
	'chat.create': {
		input: () => ({ agent_id: DEMO_AGENTS.support, name: 'Ada' }),
		check: ([chat], { store }) => {
			expect(store.getChat(chat?.chat_id ?? '')).toMatchObject({
				retell_llm_dynamic_variables: { customer_name: 'Ada', order_count: '3', vip: 'true' },
				metadata: { customer: 'Ada', orders: 3, tags: ['a', 'b'] },
			});
		},
	},
	'chat.createSms': {
		input: () => ({ from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Ada' }),
		check: ([chat], { store }) => {
			const metadata = { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550123', customer: 'Ada' };
			expect(store.getChat(chat?.chat_id ?? '')).toMatchObject({ chat_type: 'sms_chat', metadata });
		},
	},
	'chat.delete': {
		input: ongoing,
		check: (items, { store }, { chat_id }) => {
			expect(items).toEqual([{ chat_id, deleted: true }]);
			expect(store.getChat(chat_id ?? '')).toBeUndefined();
		},
	},
	'chat.deleteMany': {
		input: () => ({}),
		check: (items, sandbox) => {
			expect(items.length).toBeGreaterThan(10);
			expect(withStatus(sandbox, 'ended')).toEqual([]);
		},
	},
	'chat.end': {
		input: ongoing,
		check: (items, { store }, { chat_id }) => {
			expect(items).toEqual([{ chat_id, ended: true, already_ended: false }]);
			expect(store.getChat(chat_id ?? '')).toMatchObject({ chat_status: 'ended' });
		},
	},
	'chat.endMany': {
		input: () => ({}),
		check: (items, sandbox) => {
			expect(items.length).toBeGreaterThan(2);
			expect(withStatus(sandbox, 'ongoing')).toEqual([]);
		},
	},
	'chat.get': {
		input: (sandbox) => {
			const { chat_id } = ongoing(sandbox);
			sandbox.store.say(chat_id, 'Where is order 4711?');
			return { chat_id };
		},
		check: ([chat], _sandbox, { chat_id }) => {
			expect(chat).toMatchObject({ chat_id, chat_status: 'ongoing', tool_calls: [{ name: 'lookup_order' }] });
		},
	},
	'chat.getAll': {
		input: () => ({}),
		check: (chats, { store }) => {
			expect(chats.map(({ chat_id }) => chat_id).sort()).toEqual(
				store
					.chats()
					.map(({ chat_id }) => chat_id)
					.sort(),
			);
		},
	},
	'chat.rerunAnalysis': {
		input: ended,
		check: (items, _sandbox, { chat_id }) => expect(items).toMatchObject([{ chat_id, chat_status: 'ended' }]),
	},
	'chat.sendMessage': {
		input: (sandbox) => ({ ...ongoing(sandbox), text: 'Where is order 4711?' }),
		check: (items) => {
			const tool_calls = [{ name: 'lookup_order', arguments: { order_number: '4711' }, successful: true }];
			expect(items).toMatchObject([{ chat_status: 'unknown', tool_calls, new_chat: false }]);
			expect(items[0]?.reply).toContain('Order 4711 has shipped');
		},
	},
	'chat.update': {
		input: (sandbox) => {
			sandbox.store.defineAttributes('priority', 'open');
			return { ...ongoing(sandbox), ticket: 42 };
		},
		check: (items, { store }, { chat_id }) => {
			const chat = store.getChat(chat_id ?? '');
			expect(chat?.metadata).toMatchObject({ ticket: 42 });
			expect(chat?.custom_attributes).toEqual({ priority: 'high', open: false });
			expect(items).toMatchObject([{ metadata: chat?.metadata, attributes_not_stored: ['score'] }]);
		},
	},
	'chatAgent.create': {
		input: () => ({ engine: FLOW, name: 'Returns desk' }),
		check: ([agent], { store }) => {
			expect(agent).toMatchObject({
				agent_name: 'Returns desk',
				version: 0,
				is_published: false,
				auto_close_minutes: 30,
			});
			const created = store.agent(agent?.agent_id ?? '')?.versions;
			expect(created).toMatchObject([
				{ response_engine: { conversation_flow_id: FLOW }, language: ['de-DE', 'en-GB'] },
			]);
			expect(created?.[0]?.post_chat_analysis_data).toHaveLength(5);
		},
	},
	'chatAgent.createVersion': {
		input: () => ({ agent_id: DEMO_AGENTS.support }),
		check: (items) => expect(items).toMatchObject([{ agent_id: DEMO_AGENTS.support, version: 3, is_published: false }]),
	},
	'chatAgent.delete': {
		input: () => ({ agent_id: DEMO_AGENTS.nightDesk }),
		check: (items, { store }) => {
			expect(items).toEqual([{ agent_id: DEMO_AGENTS.nightDesk, deleted: true }]);
			expect(store.agent(DEMO_AGENTS.nightDesk)).toBeUndefined();
		},
	},
	'chatAgent.deleteVersion': {
		input: () => ({ agent_id: DEMO_AGENTS.support, version: 0 }),
		check: (items, { store }) => {
			expect(items).toEqual([{ agent_id: DEMO_AGENTS.support, version: 0, deleted: true }]);
			expect(store.agent(DEMO_AGENTS.support)?.versions.map(({ version }) => version)).toEqual([1, 2]);
		},
	},
	'chatAgent.get': {
		input: () => ({ agent_id: DEMO_AGENTS.support }),
		check: (items) => expect(items).toMatchObject([{ agent_id: DEMO_AGENTS.support, agent_name: 'Support' }]),
	},
	'chatAgent.getAll': {
		input: () => ({}),
		check: (agents) => expect(agents.length).toBeGreaterThan(10),
	},
	'chatAgent.getVersions': {
		input: () => ({ agent_id: DEMO_AGENTS.support }),
		check: (items) => {
			const live = items.map(({ version, is_latest_published }) => [version, is_latest_published]);
			expect(live).toEqual([
				[2, false],
				[1, true],
				[0, false],
			]);
		},
	},
	'chatAgent.publish': {
		input: () => ({ agent_id: DEMO_AGENTS.support, title: 'Two' }),
		check: (items, { store }) => {
			expect(items).toMatchObject([{ version: 2, is_published: true, already_published: false }]);
			expect(store.agent(DEMO_AGENTS.support)?.versions[2]).toMatchObject({ is_published: true, version_title: 'Two' });
		},
	},
	'chatAgent.update': {
		input: () => ({ agent_id: DEMO_AGENTS.support, name: 'Support, later' }),
		check: (items, { store }) => {
			expect(items).toMatchObject([
				{ agent_name: 'Support, later', version: 2, is_published: false, auto_close_minutes: 90 },
			]);
			expect(store.agent(DEMO_AGENTS.support)?.versions[1]).toMatchObject({ agent_name: 'Support' });
		},
	},
	'phoneNumber.get': {
		input: () => ({ number: DEMO_NUMBERS.support }),
		check: (items) => expect(items).toMatchObject([{ phone_number: DEMO_NUMBERS.support, nickname: 'Support line' }]),
	},
	'phoneNumber.getAll': {
		input: () => ({}),
		check: (items) =>
			expect(items.map(({ phone_number }) => phone_number).sort()).toEqual(Object.values(DEMO_NUMBERS).sort()),
	},
	'phoneNumber.updateSms': {
		input: () => ({
			number: DEMO_NUMBERS.support,
			agent_id: DEMO_AGENTS.support,
			other_id: DEMO_AGENTS.reminders,
			nickname: 'Texts',
		}),
		check: (_items, { store }) => {
			const number = store.phoneNumber(DEMO_NUMBERS.support);
			expect(number).toMatchObject({ nickname: 'Texts', inbound_sms_agents: [{ weight: 0.25 }, { weight: 0.75 }] });
			expect(number?.inbound_agents).toHaveLength(1);
		},
	},
};

/** Each operation's workflow, imported and run as a person would. */
export function operationTests(stage: Stage): void {
	// Jest's working folder is the package's.
	const folder = join('test', 'nodes', 'workflows');
	const operations = readdirSync(folder).map((file) => basename(file, '.json'));

	describe('the operations', () => {
		beforeEach(() => stage.sandbox.reset());

		test.each(operations)('%s', async (operation) => {
			const { client, sandbox } = stage;
			const found = CASES[operation];
			if (!found) throw new Error(`There is no case yet for ${operation}`);
			const input = found.input(sandbox);
			const file = readWorkflow(join(folder, `${operation}.json`));
			const workflow = await stage.save(pinned(file, [input]));

			const { status, errors, output } = await client.waitFor(await client.run(workflow, START));
			expect([...errors]).toEqual([]);
			expect(status).toBe('success');
			const items = output.get(file.nodes.at(-1)?.name ?? '') ?? [];
			found.check(items as Item[], sandbox, input);
		});
	});
}
