// What several do to one agent: changes through the node, and what somebody does by hand.
import type { INodeParameters } from 'n8n-workflow';
import Retell from 'retell-sdk';

import type { RecordedRequest } from '../../../tools/sandbox/index.ts';
import type { VirtualTime } from '../../host/time.ts';
import { locator } from '../fixtures.ts';
import { useWorld } from '../world.ts';

export const ENGINE = 'llm_new';

/** Changes that do not touch one another, and what is to be seen of each in Retell. */
export const CHANGES: Array<[change: INodeParameters, seen: object]> = [
	[{ autoCloseMessage: 'Bye' }, { auto_close_message: 'Bye' }],
	[{ retentionDays: 7 }, { data_storage_retention_days: 7 }],
	[{ autoCloseMinutes: 30 }, { end_chat_after_silence_ms: 1_800_000 }],
	[{ dataStorage: 'basic_attributes_only' }, { data_storage_setting: 'basic_attributes_only' }],
	[{ languages: ['de-DE'] }, { language: 'de-DE' }],
	[{ webhookUrl: 'https://example.com/x' }, { webhook_url: 'https://example.com/x' }],
	[{ webhookEvents: ['chat_ended'] }, { webhook_events: ['chat_ended'] }],
	[{ agentName: 'Renamed' }, { agent_name: 'Renamed' }],
	[{ turnOff: ['analysisFields'] }, { post_chat_analysis_data: null }],
	[{ responseEngine: locator(ENGINE) }, { response_engine: { type: 'retell-llm', llm_id: ENGINE } }],
];

/** A world for the tests of one file, with what they do to agents there. */
export function useAgents() {
	const world = useWorld();
	/** Adds an agent with one published version, or with these. */
	const agent = (versions: object[] = [{ is_published: true }], lastPublished?: number): string => {
		const { store } = world.sandbox;
		store.addLlm({ llm_id: ENGINE });
		const published = lastPublished === undefined ? {} : { lastPublished };
		return store.addAgent({ agent_name: 'Live', versions, ...published }).agent_id;
	};
	const versionsOf = (agentId: string) => world.sandbox.store.agent(agentId)?.versions ?? [];
	/** Agents as a person in the dashboard, or another program, reaches them. */
	const dashboard = () =>
		new Retell({ apiKey: world.sandbox.apiKey, baseURL: world.sandbox.url, maxRetries: 0 }).chatAgent;
	return {
		world,
		agent,
		versionsOf,
		draftsOf: (agentId: string) => versionsOf(agentId).filter(({ is_published }) => !is_published),
		/** The version that is live. */
		liveOf: (agentId: string) =>
			versionsOf(agentId).find(({ version }) => version === world.sandbox.store.agent(agentId)?.lastPublished),
		dashboard,
		/** Somebody makes a draft of the first version, and publishes it. */
		publishAnother: async (agentId: string) => {
			const { version = NaN } = await dashboard().createVersion(agentId, { base_version: 0 });
			await dashboard().publish(agentId, { version });
		},
		update: (
			agent_id: string,
			updateFields: INodeParameters,
			options: INodeParameters = { publish: true },
			time?: VirtualTime,
		) => world.run('chatAgent.update', { time, input: [{ agent_id }], parameters: { updateFields, options } }),
		publish: (agent_id: string, version = '') =>
			world.run('chatAgent.publish', { input: [{ agent_id, title: '' }], parameters: { version } }),
	};
}

/** Whether a request comes from the node, and not from the dashboard. */
export function isOfTheNode({ headers }: RecordedRequest): boolean {
	return !`${headers['user-agent']}`.includes('Retell');
}
