import type Retell from 'retell-sdk';

import { AGENT_MAY_EXIST, DRAFT_MAY_EXIST } from '../../messages/uncertain';
import type { RetellCall } from '../http/client';
import type { Subject } from '../http/errorTexts';
import { isAgentVersion, isChatAgent, isConversationFlow, isListedAgent, isLlm, isPageOf, pageOf } from './answers';
import { isNothing, only, QUICK, type ChatAgentChanges } from './call';
import { engineId, type ResponseEngine } from './engines';
import type { PageRequest } from './paging';
import type { AgentVersion, ChatAgent, ConversationFlow, ListedAgent, Llm, Page } from './types';

// The calls about chat agents, their versions and their engines, as in Retell's API reference.

/** Paging goes into the query, the filter into the body. */
export function listChatAgents({ query, ...page }: PageRequest & { query?: string }): RetellCall<Page<ListedAgent>> {
	return {
		method: 'POST',
		path: '/v2/list-agents',
		query: { ...page },
		body: {
			filter_criteria: {
				channel: { type: 'string', op: 'eq', value: 'chat' },
				...(query && { query }),
			},
		} satisfies Retell.AgentListParams,
		timeout: QUICK,
		parse: pageOf(isListedAgent),
	};
}

export function getChatAgent(agentId: string, version?: string | number): RetellCall<ChatAgent> {
	return {
		method: 'GET',
		path: `/get-chat-agent/${encodeURIComponent(agentId)}`,
		query: version === undefined ? undefined : { version },
		timeout: QUICK,
		parse: only(isChatAgent),
		about: aboutAgent(agentId, version),
	};
}

/** What there is to say of each version but its settings, the newest first. */
export function listAgentVersions(agentId: string, page: PageRequest): RetellCall<Page<AgentVersion>> {
	return {
		method: 'GET',
		path: `/list-agent-versions/${encodeURIComponent(agentId)}`,
		query: { ...page, sort_order: 'descending' } satisfies Retell.AgentListVersionsParams,
		timeout: QUICK,
		parse: only(isPageOf(isAgentVersion)),
		about: aboutAgent(agentId),
	};
}

export function createChatAgent(
	body: Retell.ChatAgentCreateParams & { response_engine: ResponseEngine },
): RetellCall<ChatAgent> {
	return {
		method: 'POST',
		path: '/create-chat-agent',
		body,
		timeout: QUICK,
		parse: only(isChatAgent),
		about: { what: 'responseEngine', id: engineId(body.response_engine) },
		uncertain: AGENT_MAY_EXIST,
	};
}

/** Changes the version; without one, the newest. Retell changes drafts. */
export function updateChatAgent(agentId: string, body: ChatAgentChanges, version?: number): RetellCall<ChatAgent> {
	const { response_engine: engine } = body;
	return {
		method: 'PATCH',
		path: `/update-chat-agent/${encodeURIComponent(agentId)}`,
		query: version === undefined ? undefined : { version },
		body,
		timeout: QUICK,
		parse: only(isChatAgent),
		about: engine ? { what: 'responseEngine', id: engineId(engine) } : aboutAgent(agentId, version),
	};
}

/** A new draft with the settings of the base version. */
export function createAgentVersion(agentId: string, body: Retell.ChatAgentCreateVersionParams): RetellCall<ChatAgent> {
	return {
		method: 'POST',
		path: `/create-agent-version/${encodeURIComponent(agentId)}`,
		body,
		timeout: QUICK,
		parse: only(isChatAgent),
		about: aboutAgent(agentId, body.base_version),
		uncertain: DRAFT_MAY_EXIST,
	};
}

/**
 * "unsure" where the answer to a first try got lost and Retell refuses the second one: it does
 * so for a version that is published by then, and does not document how.
 */
export function publishAgentVersion(
	agentId: string,
	body: Retell.ChatAgentPublishParams,
): RetellCall<'published' | 'unsure'> {
	return {
		method: 'POST',
		path: `/publish-agent-version/${encodeURIComponent(agentId)}`,
		body,
		timeout: QUICK,
		parse: (answer) => (isNothing(answer) ? 'published' : undefined),
		settle: ({ kind }, mayBeDone) => (kind === 'invalid' && mayBeDone ? 'unsure' : undefined),
		about: aboutAgent(agentId, body.version),
	};
}

/** Deletes one version of the agent. Retell takes its number here, and no other way to name it. */
export function deleteAgentVersion(agentId: string, version: number): RetellCall<'deleted'> {
	return {
		method: 'DELETE',
		path: `/delete-agent-version/${encodeURIComponent(agentId)}`,
		query: { version } satisfies Retell.ChatAgentDeleteVersionParams,
		timeout: QUICK,
		parse: (answer) => (isNothing(answer) ? 'deleted' : undefined),
		settle: ({ kind }, mayBeDone) => (kind === 'notFound' && mayBeDone ? 'deleted' : undefined),
		about: aboutAgent(agentId, version),
	};
}

/** Deletes the agent with all its versions. */
export function deleteChatAgent(agentId: string): RetellCall<'deleted'> {
	return {
		method: 'DELETE',
		path: `/delete-chat-agent/${encodeURIComponent(agentId)}`,
		timeout: QUICK,
		parse: (answer) => (isNothing(answer) ? 'deleted' : undefined),
		settle: ({ kind }, mayBeDone) => (kind === 'notFound' && mayBeDone ? 'deleted' : undefined),
		about: aboutAgent(agentId),
	};
}

export function listRetellLlms(page: PageRequest): RetellCall<Page<Llm>> {
	return {
		method: 'GET',
		path: '/v2/list-retell-llms',
		query: { ...page },
		timeout: QUICK,
		parse: pageOf(isLlm),
	};
}

export function listConversationFlows(page: PageRequest): RetellCall<Page<ConversationFlow>> {
	return {
		method: 'GET',
		path: '/v2/list-conversation-flows',
		query: { ...page },
		timeout: QUICK,
		parse: pageOf(isConversationFlow),
	};
}

function aboutAgent(agentId: string, version?: string | number): Subject {
	return { what: 'agent', id: agentId, version };
}
