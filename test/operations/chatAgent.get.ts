import { agent } from './answers.ts';
import { checkVersion } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Get an agent',
	parameters: { agentId: AGENT_ID },
	prepare: () => ({ agent_id: SUPPORT }),
	sdk: (retell, { agent_id }) => retell.chatAgent.retrieve(agent_id),
	check: (items) => expect(items).toMatchObject([{ agent_id: SUPPORT, agent_name: 'Support', version: 2 }]),
	calls: { 'GET /get-chat-agent/:id': agent() },
	yields: 'one',
	tool: AGENT_TOOL,
	holds: (success) => checkVersion(success),
});
