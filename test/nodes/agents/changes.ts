// What several do to one agent: changes through the node, and what somebody does by hand.
import type { INodeParameters } from 'n8n-workflow';
import Retell from 'retell-sdk';

import type { RecordedRequest } from '../../../tools/sandbox/index.ts';
import { locator } from '../fixtures.ts';
import type { World } from '../world.ts';

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

/** The version of an agent that is live. */
export function liveOf({ sandbox }: World, agentId: string) {
	const { versions = [], lastPublished } = sandbox.store.agent(agentId) ?? {};
	return versions.find(({ version }) => version === lastPublished);
}

/** Agents as a person in the dashboard, or another program, reaches them. */
export function dashboard({ sandbox }: World) {
	return new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 }).chatAgent;
}

/** Somebody makes a draft of a version, and publishes it. */
export async function publishAnother(world: World, agentId: string, base_version = 0): Promise<void> {
	const { version = NaN } = await dashboard(world).createVersion(agentId, { base_version });
	await dashboard(world).publish(agentId, { version });
}

/** Whether a request comes from the node, and not from the dashboard. */
export function isOfTheNode({ headers }: RecordedRequest): boolean {
	return !`${headers['user-agent']}`.includes('Retell');
}
