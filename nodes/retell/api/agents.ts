import type Retell from 'retell-sdk';

import type { RetellCall, SendToRetell } from '../http/client';
import { isAgentVersion, isChatAgent, isConversationFlow, isListedAgent, isLlm, isPageOf, pageOf } from './answers';
import { isNothing, only, QUICK, unlessGone, type ChatAgentChanges } from './call';
import { engineId, type ResponseEngine } from './engines';
import type { PageRequest } from './paging';
import type { ChatAgent } from './types';

const ENGINE = 'Response Engine';

/** The calls about chat agents, a part of `retellApi`. */
export function agentCalls(send: SendToRetell) {
	return {
		/** Paging goes into the query, the filter into the body. */
		listChatAgents: async ({ query, ...page }: PageRequest & { query?: string }) =>
			await send({
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
				read: pageOf(isListedAgent),
			}),

		getChatAgent: async (agentId: string, version?: string | number) =>
			await send(getChatAgent(agentId, version)),

		/** As `getChatAgent`, where it is no surprise that the agent is not there any more. */
		findChatAgent: async (agentId: string, version?: number) =>
			await send(unlessGone(getChatAgent(agentId, version))),

		/** As `getChatAgent` for the version published last; "none" where Retell has none. */
		findPublishedAgent: async (agentId: string) =>
			await send<ChatAgent | 'none'>({
				...getChatAgent(agentId, 'latest_published'),
				settle: ({ kind }) => (kind === 'invalid' || kind === 'notFound' ? 'none' : undefined),
			}),

		/** What there is to say of each version but its settings, the newest first. */
		listAgentVersions: async (agentId: string, page: PageRequest) =>
			await send({
				method: 'GET',
				path: `/list-agent-versions/${encodeURIComponent(agentId)}`,
				query: { ...page, sort_order: 'descending' } satisfies Retell.AgentListVersionsParams,
				timeout: QUICK,
				read: only(isPageOf(isAgentVersion)),
				about: aboutAgent(agentId),
			}),

		createChatAgent: async (body: Retell.ChatAgentCreateParams & { response_engine: ResponseEngine }) =>
			await send({
				method: 'POST',
				path: '/create-chat-agent',
				body,
				timeout: QUICK,
				read: only(isChatAgent),
				about: { parameter: ENGINE, id: engineId(body.response_engine) },
				uncertain:
					'The agent may have been created all the same. It was asked for once and not repeated, so that there are not two. Look for it with "Get Many" before you run this again.',
			}),

		/** Changes the version; without one, the newest. Retell changes drafts. */
		updateChatAgent: async (agentId: string, body: ChatAgentChanges, version?: number) =>
			await send(updateChatAgent(agentId, body, version)),

		/** As `updateChatAgent`, for a published version: Retell does not say whether it can be changed. */
		changePublishedAgent: async (agentId: string, body: ChatAgentChanges) =>
			await send<ChatAgent | 'refused'>({
				...updateChatAgent(agentId, body),
				settle: ({ kind }) => (kind === 'invalid' ? 'refused' : undefined),
			}),

		/** A new draft with the settings of the base version. */
		createAgentVersion: async (agentId: string, body: Retell.ChatAgentCreateVersionParams) =>
			await send({
				method: 'POST',
				path: `/create-agent-version/${encodeURIComponent(agentId)}`,
				body,
				timeout: QUICK,
				read: only(isChatAgent),
				about: aboutAgent(agentId, body.base_version),
				uncertain:
					'The draft may have been created all the same. It was asked for once and not repeated, so that there are not two. Look for it with "Get Versions" before you run this again.',
			}),

		/**
		 * "unsure" where the answer to a first try got lost and Retell refuses the second one: it does
		 * so for a version that is published by then, and does not document how.
		 */
		publishAgentVersion: async (agentId: string, body: Retell.ChatAgentPublishParams) =>
			await send<'published' | 'unsure'>({
				method: 'POST',
				path: `/publish-agent-version/${encodeURIComponent(agentId)}`,
				body,
				timeout: QUICK,
				read: (answer) => (isNothing(answer) ? 'published' : undefined),
				settle: ({ kind }, again) => (kind === 'invalid' && again ? 'unsure' : undefined),
				about: aboutAgent(agentId, body.version),
			}),

		/** Deletes one version of the agent. Retell takes its number here, and no other way to name it. */
		deleteAgentVersion: async (agentId: string, version: number) =>
			await send<'deleted'>({
				method: 'DELETE',
				path: `/delete-agent-version/${encodeURIComponent(agentId)}`,
				query: { version } satisfies Retell.ChatAgentDeleteVersionParams,
				timeout: QUICK,
				read: (answer) => (isNothing(answer) ? 'deleted' : undefined),
				settle: ({ kind }, again) => (kind === 'notFound' && again ? 'deleted' : undefined),
				about: aboutAgent(agentId, version),
			}),

		/** Deletes the agent with all its versions. */
		deleteChatAgent: async (agentId: string) =>
			await send<'deleted'>({
				method: 'DELETE',
				path: `/delete-chat-agent/${encodeURIComponent(agentId)}`,
				timeout: QUICK,
				read: (answer) => (isNothing(answer) ? 'deleted' : undefined),
				settle: ({ kind }, again) => (kind === 'notFound' && again ? 'deleted' : undefined),
				about: aboutAgent(agentId),
			}),

		listRetellLlms: async (page: PageRequest) =>
			await send({
				method: 'GET',
				path: '/v2/list-retell-llms',
				query: { ...page },
				timeout: QUICK,
				read: pageOf(isLlm),
			}),

		listConversationFlows: async (page: PageRequest) =>
			await send({
				method: 'GET',
				path: '/v2/list-conversation-flows',
				query: { ...page },
				timeout: QUICK,
				read: pageOf(isConversationFlow),
			}),
	};
}

function getChatAgent(agentId: string, version?: string | number): RetellCall<ChatAgent> {
	return {
		method: 'GET',
		path: `/get-chat-agent/${encodeURIComponent(agentId)}`,
		query: version === undefined ? undefined : { version },
		timeout: QUICK,
		read: only(isChatAgent),
		about: aboutAgent(agentId, version),
	};
}

function updateChatAgent(agentId: string, body: ChatAgentChanges, version?: number): RetellCall<ChatAgent> {
	const { response_engine: engine } = body;
	return {
		method: 'PATCH',
		path: `/update-chat-agent/${encodeURIComponent(agentId)}`,
		query: version === undefined ? undefined : { version },
		body,
		timeout: QUICK,
		read: only(isChatAgent),
		about: engine ? { parameter: ENGINE, id: engineId(engine) } : aboutAgent(agentId, version),
	};
}

function aboutAgent(agentId: string, version?: string | number) {
	return { parameter: 'Agent', id: agentId, version };
}
