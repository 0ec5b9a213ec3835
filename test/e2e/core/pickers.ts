import { DEMO_AGENTS, DEMO_NUMBERS } from '../../../tools/sandbox/index.ts';
import { KEY_REFUSED } from '../../said.ts';
import type { Stage } from '../support/stage.ts';

const NODE = 'n8n-nodes-retell-chat.retellChat';
const TRIGGER = 'n8n-nodes-retell-chat.retellChatTrigger';

/** What the editor gets to show under "From list". */
export function pickerTests(stage: Stage): void {
	describe('the pickers', () => {
		const credentials = () => ({ retellChatApi: stage.credential });
		const search = (method: string, parameter: string, more: { filter?: string; paginationToken?: unknown } = {}) =>
			stage.client.search({ node: NODE, method, parameter, credentials: credentials(), ...more });
		const agents = (more = {}) => search('searchAgents', 'agentId', more);

		beforeEach(() => stage.sandbox.reset());

		test('list the chat agents, without the voice agents', async () => {
			const { results } = await agents();
			expect(results).toContainEqual({ name: 'Support', value: DEMO_AGENTS.support });
			const chatAgents = stage.sandbox.store.agents().filter(({ channel }) => channel === 'chat');
			expect(results).toHaveLength(chatAgents.length);
		});

		test('search at Retell', async () => {
			const { results } = await agents({ filter: 'warranty' });
			expect(results.map(({ name }) => name).sort()).toEqual(
				['Ghent', 'Graz', 'Leeds', 'Lisbon', 'Porto', 'Turku'].map((city) => `Warranty, ${city}`),
			);
		});

		test('go on from page to page, up to the last agent', async () => {
			for (let n = 0; n < 150; n += 1) stage.sandbox.store.addAgent({ agent_name: `Agent ${n}` });
			const seen: unknown[] = [];
			let token: unknown;
			do {
				const page = await agents({ paginationToken: token });
				seen.push(...page.results.map(({ value }) => value));
				token = page.paginationToken;
			} while (token !== undefined);
			const chatAgents = stage.sandbox.store.agents().filter(({ channel }) => channel === 'chat');
			expect([...seen].sort()).toEqual(chatAgents.map(({ agent_id }) => agent_id).sort());
		});

		test('list chats and the numbers that can text', async () => {
			expect((await search('searchChats', 'chatId')).results.length).toBeGreaterThan(30);
			const numbers = await search('searchSmsNumbers', 'fromNumber');
			expect(numbers.results.map(({ value }) => value).sort()).toEqual(
				[DEMO_NUMBERS.reminders, DEMO_NUMBERS.support].sort(),
			);
		});

		test('list contacts, as Retell searches them', async () => {
			const { results } = await search('searchContacts', 'contactId', { filter: '(415) 555-0161' });
			expect(results.map(({ name }) => name)).toEqual(['Ada Lovelace · +14155550161']);
		});

		test('list the engines that agents can be built upon, and all numbers', async () => {
			expect((await search('searchEngines', 'responseEngine')).results.length).toBeGreaterThan(10);
			const flows = await search('searchEngines', 'responseEngine', { filter: 'conversation flow' });
			expect(flows.results.map(({ value }) => value)).toEqual(['conversation-flow:conversation_flow_81c573b2e490']);
			const numbers = await search('searchPhoneNumbers', 'phoneNumber');
			expect(numbers.results.map(({ value }) => value).sort()).toEqual(Object.values(DEMO_NUMBERS).sort());
		});

		test("offer the agents in the trigger's multiple choice", async () => {
			const picker = { node: TRIGGER, method: 'getAgents', parameter: 'agentIds', credentials: credentials() };
			const names = (await stage.client.options(picker)).map(({ name }) => name);
			expect(names).toContain('Support');
			expect(names.length).toBeGreaterThan(60);
		});

		test('tell in plain words when the key is refused', async () => {
			stage.sandbox.keys.clear();
			await expect(agents()).rejects.toThrow(KEY_REFUSED);
		});
	});
}
