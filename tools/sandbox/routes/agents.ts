import { by, pageOf } from '../paging.ts';
import type { AgentVersion } from '../records.ts';
import { listAgents, pagingQuery, versionQuery } from '../schemas.ts';
import { listedVersion, resolveVersion } from '../versions.ts';
import { agentOf } from './agent-versions.ts';
import { bodyOf, queryOf } from './route.ts';
import type { Route } from './route.ts';

export const agentRoutes: Route[] = [
	{
		method: 'POST',
		path: '/v2/list-agents',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, pagingQuery);
			const { channel, query: text } = bodyOf(call, listAgents, true).filter_criteria ?? {};
			const found = call.store
				.agents()
				.filter(
					(agent) =>
						(!channel || agent.channel === channel.value) &&
						(text === undefined ||
							agent.agent_name.toLowerCase().includes(text.toLowerCase()) ||
							agent.agent_id.includes(text)),
				);
			const page = pageOf('agents', found, by('user_modified_timestamp', 'agent_id'), query);
			const items = page.items.map(({ agent_id, agent_name, channel: kind, user_modified_timestamp, tags }) => {
				return { agent_id, agent_name, channel: kind, user_modified_timestamp, tags };
			});
			return { status: 200, body: { ...page, items } };
		},
	},
	{
		method: 'GET',
		path: '/get-chat-agent/:id',
		takesQuery: true,
		handle: (call) => {
			const { version } = queryOf(call, versionQuery);
			return { status: 200, body: resolveVersion(agentOf(call), version, call.quirks) };
		},
	},
	{
		// The largest page is not documented; that of the other lists is taken here.
		method: 'GET',
		path: '/list-agent-versions/:id',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, pagingQuery);
			const agent = agentOf(call);
			const place = ({ version = 0 }: AgentVersion) => ({ value: version, id: '' });
			const page = pageOf(`versions of ${agent.agent_id}`, agent.versions, place, query);
			return { status: 200, body: { ...page, items: page.items.map((one) => listedVersion(agent, one)) } };
		},
	},
];
