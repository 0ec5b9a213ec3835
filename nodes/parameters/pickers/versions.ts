import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { noAgentSelected, notOneAgentOfNumber } from '../../messages/agents';
import { getPhoneNumber } from '../../retell/api/phoneNumbers';
import type { AgentVersion } from '../../retell/api/types';
import { readVersions } from '../../retell/api/versionList';
import type { SendToRetell } from '../../retell/http/client';
import { isoTime } from '../../retell/times';
import { isText } from '../../retell/values';
import { pick, selectedId } from './pick';

/** The versions of the agent that is selected in the node, the newest first. Retell cannot search them, and an agent has few. */
export async function searchAgentVersions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim().toLowerCase() ?? '';
	return await pick(this, async (send) => {
		const agentId = await selectedAgent(this, send);
		const versions = await readVersions(send, agentId);
		const rows = versions.map((version) => ({ name: titleOf(version), value: `${version.version}` }));
		return { results: rows.filter(({ name }) => name.toLowerCase().includes(text)) };
	});
}

/** @throws Explained if the node doesn't name one agent yet */
async function selectedAgent(context: ILoadOptionsFunctions, send: SendToRetell): Promise<string> {
	const selected = selectedId(context, 'agentId') || selectedId(context, 'additionalFields.agentId');
	if (selected !== '') return selected;
	const number = selectedId(context, 'fromNumber');
	const agents = number === '' ? [] : ((await send(getPhoneNumber(number))).outbound_sms_agents ?? []);
	const [agent, another] = agents;
	if (agent && !another) return agent.agent_id;
	throw number === '' ? noAgentSelected() : notOneAgentOfNumber();
}

function titleOf({ version, is_published, version_title, last_modification_timestamp: time }: AgentVersion): string {
	const state = is_published === true ? 'Published' : 'Draft';
	const title = isText(version_title) ? version_title : '';
	return [`Version ${version}`, state, title, isoTime(time)?.slice(0, 10)].filter(Boolean).join(' · ');
}
