import { ERROR_TEXTS, Refusal, unknownId } from '../errors.ts';
import { pageOf } from '../paging.ts';
import type { Quirks } from '../quirks.ts';
import { latestVersion } from '../records.ts';
import type { AgentRecord, AgentVersion } from '../records.ts';
import { listAgents, pagingQuery, versionQuery } from '../schemas.ts';
import type { Store } from '../store.ts';
import { bodyOf, queryOf } from './route.ts';
import type { Route } from './route.ts';

type Reference = string | number | undefined;

/** A chat agent by its id; voice agents are unknown here. */
export function chatAgent(store: Store, quirks: Quirks, id: string): AgentRecord {
  const agent = store.agent(id);
  if (agent?.channel !== 'chat') throw unknownId(quirks, 'agent', id);
  return agent;
}

/**
 * The version a reference means: a number, `latest` (the default, drafts included),
 * `latest_published`, or a tag; a tag without a version means the latest (Retell API reference).
 */
export function resolveVersion(
  agent: AgentRecord,
  reference: Reference,
  quirks: Quirks,
): AgentVersion {
  if (reference === undefined || reference === 'latest') return latestVersion(agent);
  if (reference === 'latest_published') {
    const published = agent.versions.filter((version) => version.is_published);
    if (published.length === 0)
      throw new Refusal(400, `Agent ${agent.agent_id} has no published version.`);
    return latestVersion({ ...agent, versions: published });
  }
  const tag = typeof reference === 'string' ? agent.tags[reference] : undefined;
  if (typeof reference === 'string' && !tag) {
    throw new Refusal(400, `${ERROR_TEXTS[400]} Agent ${agent.agent_id} has no tag ${reference}.`);
  }
  const number = typeof reference === 'number' ? reference : tag?.version;
  if (number === undefined) return latestVersion(agent);
  const version = agent.versions.find((one) => one.version === number);
  if (!version) throw unknownId(quirks, 'agent', `${agent.agent_id} version ${number}`);
  return version;
}

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
      const page = pageOf(
        'agents',
        found,
        (one) => ({ value: one.user_modified_timestamp, id: one.agent_id }),
        query,
      );
      const items = page.items.map(
        ({ agent_id, agent_name, channel: kind, user_modified_timestamp, tags }) => ({
          agent_id,
          agent_name,
          channel: kind,
          user_modified_timestamp,
          tags,
        }),
      );
      return { status: 200, body: { ...page, items } };
    },
  },
  {
    method: 'GET',
    path: '/get-chat-agent/:id',
    takesQuery: true,
    handle: (call) => {
      const { version } = queryOf(call, versionQuery);
      const agent = chatAgent(call.store, call.quirks, call.params['id'] ?? '');
      return { status: 200, body: resolveVersion(agent, version, call.quirks) };
    },
  },
  {
    method: 'GET',
    path: '/get-chat-agent-versions/:id',
    handle: (call) => ({
      status: 200,
      body: chatAgent(call.store, call.quirks, call.params['id'] ?? '').versions.toReversed(),
    }),
  },
];
