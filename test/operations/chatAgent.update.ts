import { agent, nothing, versions } from './answers.ts';
import { checkPublished, checkVersion } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, fromModel, pickedByModel, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Update the draft of an agent',
	parameters: {
		agentId: AGENT_ID,
		updateFields: {
			agentName: '={{ $json.name }}',
			autoCloseMinutes: 90,
			turnOff: ['webhookUrl', 'retentionDays', 'webhookEvents'],
		},
	},
	prepare: () => ({ agent_id: SUPPORT, name: 'Support, later' }),
	sdk: async (retell, { agent_id, name }) => {
		const { version } = await retell.chatAgent.retrieve(agent_id);
		await retell.chatAgent.update(agent_id, {
			version,
			agent_name: name,
			end_chat_after_silence_ms: 5_400_000,
			webhook_url: null,
			webhook_events: null,
			data_storage_retention_days: null,
		});
	},
	check: (items, { store }, { name }) => {
		expect(items).toMatchObject([{ agent_name: name, version: 2, is_published: false, auto_close_minutes: 90 }]);
		expect(store.agent(SUPPORT)?.versions[1]).toMatchObject({ agent_name: 'Support' });
	},
	calls: {
		'GET /get-chat-agent/:id': agent(),
		'GET /list-agent-versions/:id': versions,
		'DELETE /delete-agent-version/:id': nothing,
		'POST /create-agent-version/:id': agent(201),
		'PATCH /update-chat-agent/:id': agent(),
		'POST /publish-agent-version/:id': nothing,
	},
	yields: 'one',
	// They come only if others change the agent meanwhile.
	schema: { sometimes: ['base_version', 'drafts_left', 'replaced_by_version', 'versions_not_included'] },
	tool: { agentId: pickedByModel('Agent'), updateFields: { agentName: fromModel('Agent Name') } },
	holds: (success) => checkVersion(success),
	follows: (answered) => {
		const { options } = answered.parameters;
		if ((options as { publish?: boolean }).publish) checkPublished(answered);
	},
});
