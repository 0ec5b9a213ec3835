import { by, pageOf } from '../paging.ts';
import type { AgentVersion } from '../records.ts';
import { listAgents, pagingQuery, versionQuery } from '../schemas.ts';
import { listedVersion, resolveVersion } from '../versions.ts';
import { agentOf } from './agent-versions.ts';
import { bodyOf, ok, withQuery } from './route.ts';
import type { Routes } from './route.ts';

export const agentRoutes = {
	'POST /v2/list-agents': withQuery(pagingQuery, (call, query) => {
		const { channel, query: text = '' } = bodyOf(call, listAgents, true).filter_criteria ?? {};
		const found = call.store
			.agents()
			.filter(
				(agent) =>
					(!channel || agent.channel === channel.value) &&
					(agent.agent_name.toLowerCase().includes(text.toLowerCase()) || agent.agent_id.includes(text)),
			);
		const page = pageOf('agents', found, by('user_modified_timestamp', 'agent_id'), query);
		const items = page.items.map(({ agent_id, agent_name, channel: kind, user_modified_timestamp, tags }) => {
			return { agent_id, agent_name, channel: kind, user_modified_timestamp, tags };
		});
		return ok({ ...page, items });
	}),
	'GET /get-chat-agent/:id': withQuery(versionQuery, (call, { version }) =>
		ok(resolveVersion(agentOf(call), version, call.quirks)),
	),
	// The largest page is not documented; that of the other lists is taken here.
	'GET /list-agent-versions/:id': withQuery(pagingQuery, (call, query) => {
		const agent = agentOf(call);
		const place = ({ version = 0 }: AgentVersion) => ({ value: version, id: '' });
		const page = pageOf(`versions of ${agent.agent_id}`, agent.versions, place, query);
		return ok({ ...page, items: page.items.map((one) => listedVersion(agent, one)) });
	}),
} satisfies Routes;
