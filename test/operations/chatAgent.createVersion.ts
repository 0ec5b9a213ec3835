import { agent } from './answers.ts';
import { checkVersion } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Create a draft of an agent',
	parameters: { agentId: AGENT_ID, baseVersion: 'latest_published' },
	prepare: () => ({ agent_id: SUPPORT }),
	sdk: async (retell, { agent_id }) => {
		const { version = NaN } = await retell.chatAgent.retrieve(agent_id, { version: 'latest_published' });
		await retell.chatAgent.createVersion(agent_id, { base_version: version });
	},
	check: (items) => expect(items).toMatchObject([{ agent_id: SUPPORT, version: 3, is_published: false }]),
	calls: { 'GET /get-chat-agent/:id': agent(), 'POST /create-agent-version/:id': agent(201) },
	yields: 'one',
	tool: AGENT_TOOL,
	holds: (success) => checkVersion(success, false),
});
