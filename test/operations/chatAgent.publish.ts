import { agent, nothing, versions } from './answers.ts';
import { checkPublished, checkVersion } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Publish an agent',
	parameters: {
		agentId: AGENT_ID,
		version: '',
		additionalFields: { versionTitle: '={{ $json.title }}', versionDescription: 'Closes chats later' },
	},
	prepare: () => ({ agent_id: SUPPORT, title: 'Größer' }),
	sdk: async (retell, { agent_id, title }) => {
		const { version = NaN } = await retell.chatAgent.retrieve(agent_id);
		await retell.agent.listVersions(agent_id, { limit: 50, sort_order: 'descending' });
		await retell.chatAgent.publish(agent_id, {
			version,
			version_title: title,
			version_description: 'Closes chats later',
		});
		await retell.chatAgent.retrieve(agent_id, { version });
		await retell.agent.listVersions(agent_id, { limit: 50, sort_order: 'descending' });
	},
	check: (items, { store }, { title }) => {
		expect(items).toMatchObject([{ version: 2, is_published: true, already_published: false }]);
		expect(store.agent(SUPPORT)?.versions[2]).toMatchObject({ is_published: true, version_title: title });
	},
	calls: {
		'GET /get-chat-agent/:id': agent(),
		'GET /list-agent-versions/:id': versions,
		'POST /publish-agent-version/:id': nothing,
	},
	yields: 'one',
	// They come only if others change the agent meanwhile.
	schema: { sometimes: ['base_version', 'replaced_by_version', 'versions_not_included'] },
	tool: AGENT_TOOL,
	holds: (success) => checkVersion(success, true),
	follows: checkPublished,
});
