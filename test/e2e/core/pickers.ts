import { searchAgents } from '../support/credentials.ts';
import type { Stage } from '../support/stage.ts';
import { KEY_REFUSED } from '../../said.ts';

/** What the editor gets to show under "From list". */
export function pickerTests(stage: Stage): void {
	describe('the pickers', () => {
		const credentials = () => ({ retellChatApi: stage.credential });
		const agents = (more = {}) => searchAgents(stage, credentials(), more);
		const chatAgents = () => stage.sandbox.store.agents().filter(({ channel }) => channel === 'chat');

		beforeEach(() => stage.sandbox.reset());

		test('search at Retell', async () => {
			const { results } = await agents({ filter: 'warranty' });
			expect(results.map(({ name }) => name).sort()).toEqual(
				['Ghent', 'Graz', 'Leeds', 'Lisbon', 'Porto', 'Turku'].map((city) => `Warranty, ${city}`),
			);
		});

		test('go on from page to page, up to the last chat agent', async () => {
			for (let n = 0; n < 150; n += 1) stage.sandbox.store.addAgent({ agent_name: `Agent ${n}` });
			const seen: unknown[] = [];
			let token: unknown;
			do {
				const page = await agents({ paginationToken: token });
				seen.push(...page.results.map(({ value }) => value));
				token = page.paginationToken;
			} while (token !== undefined);
			expect(seen.sort()).toEqual(
				chatAgents()
					.map(({ agent_id }) => agent_id)
					.sort(),
			);
		});

		test("offer the agents in the trigger's multiple choice", async () => {
			const node = 'n8n-nodes-retell-chat.retellChatTrigger';
			const picker = { node, method: 'getAgents', parameter: 'agentIds', credentials: credentials() };
			expect(await stage.client.options(picker)).toHaveLength(chatAgents().length);
		});

		test('tell in plain words when the key is refused', async () => {
			stage.sandbox.keys.clear();
			await expect(agents()).rejects.toThrow(KEY_REFUSED);
		});
	});
}
