import type Retell from 'retell-sdk';

import {
	isChat,
	isChatAgent,
	isCompletion,
	isListedAgent,
	isPageOf,
	isPhoneNumber,
	isRecord,
} from './answers';
import type { RetellCall, SendToRetell } from './client';
import type { PageRequest } from './paging';
import type { Chat, ChatListParams } from './types';

// Waiting times of Retell's own SDK, in ms: an agent can think and use tools for minutes.
const QUICK = 60_000;
const PATIENT = 300_000;

export type RetellApi = ReturnType<typeof retellApi>;

/**
 * Every call of Retell's API that this package makes, in Retell's own terms.
 *
 * Methods, paths and bodies are those of Retell's API reference. A call with `uncertain` is never
 * repeated blindly, see `client.ts`.
 */
export function retellApi(send: SendToRetell) {
	return {
		createChat: async (body: Retell.ChatCreateParams) =>
			await send({
				method: 'POST',
				path: '/create-chat',
				body,
				timeout: QUICK,
				read: only(isChat),
				about: { parameter: 'Agent', id: body.agent_id },
				uncertain:
					'The chat may have been created all the same. It was asked for once and not repeated, so that there are not two. Look for it with "Get Many" before you run this again.',
			}),

		/** The answer holds the new messages only: not the user's own, and no status of the chat. */
		sendMessage: async (body: Retell.ChatCreateChatCompletionParams) =>
			await send({
				method: 'POST',
				path: '/create-chat-completion',
				body,
				timeout: PATIENT,
				read: only(isCompletion),
				about: aboutChat(body.chat_id),
				uncertain:
					'The message may have arrived all the same. It was sent once and not repeated, so that it does not arrive twice. Use "Get" on this chat to see whether it is there.',
			}),

		getChat: async (chatId: string) => await send(getChat(chatId)),

		/** As `getChat`, where it is no surprise that the chat is not there any more. */
		findChat: async (chatId: string) =>
			await send<Chat | 'gone'>({
				...getChat(chatId),
				settle: ({ kind, status }) => (kind === 'notFound' || status === 422 ? 'gone' : undefined),
			}),

		/** The rows hold neither `transcript` nor `message_with_tool_calls`. */
		listChats: async (body: ChatListParams & PageRequest) =>
			await send({
				method: 'POST',
				path: '/v3/list-chats',
				body,
				timeout: PATIENT,
				read: only(isPageOf(isChat)),
			}),

		updateChat: async (chatId: string, body: Retell.ChatUpdateParams) =>
			await send({
				method: 'PATCH',
				path: `/update-chat/${encodeURIComponent(chatId)}`,
				body,
				timeout: QUICK,
				read: only(isChat),
				about: aboutChat(chatId),
			}),

		/** Retell refuses a body here, even an empty object. */
		endChat: async (chatId: string) =>
			await send<'ended' | 'already ended'>({
				method: 'PATCH',
				path: `/end-chat/${encodeURIComponent(chatId)}`,
				timeout: QUICK,
				read: (body) => (isNothing(body) ? 'ended' : undefined),
				settle: ({ kind }, again) => {
					if (kind !== 'alreadyEnded') return undefined;
					return again ? 'ended' : 'already ended';
				},
				about: aboutChat(chatId),
			}),

		deleteChat: async (chatId: string) =>
			await send<'deleted'>({
				method: 'DELETE',
				path: `/delete-chat/${encodeURIComponent(chatId)}`,
				timeout: QUICK,
				read: (body) => (isNothing(body) ? 'deleted' : undefined),
				settle: ({ kind }, again) => (kind === 'notFound' && again ? 'deleted' : undefined),
				about: aboutChat(chatId),
			}),

		createSmsChat: async (body: Retell.ChatCreateSMSChatParams) =>
			await send({
				method: 'POST',
				path: '/create-sms-chat',
				body,
				timeout: QUICK,
				read: only(isChat),
				about: body.override_agent_id
					? { parameter: 'Agent', id: body.override_agent_id }
					: { parameter: 'From Number', id: body.from_number },
				uncertain:
					'The text message may be on its way all the same. It was asked for once and not repeated, so that nobody is texted twice. Look for the chat with "Get Many" before you run this again.',
			}),

		rerunAnalysis: async (chatId: string) =>
			await send({
				method: 'PUT',
				path: `/rerun-chat-analysis/${encodeURIComponent(chatId)}`,
				timeout: QUICK,
				read: only(isChat),
				about: aboutChat(chatId),
				uncertain:
					'The analysis may be running all the same. It was asked for once and not repeated, since each run is billed. Use "Get" on this chat in a minute to see whether the analysis is new.',
			}),

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
				read: only(isPageOf(isListedAgent)),
			}),

		getChatAgent: async (agentId: string, version?: string | number) =>
			await send({
				method: 'GET',
				path: `/get-chat-agent/${encodeURIComponent(agentId)}`,
				query: version === undefined ? undefined : { version },
				timeout: QUICK,
				read: only(isChatAgent),
				about: { parameter: 'Agent', id: agentId },
			}),

		listPhoneNumbers: async (page: PageRequest) =>
			await send({
				method: 'GET',
				path: '/v2/list-phone-numbers',
				query: { ...page },
				timeout: QUICK,
				read: only(isPageOf(isPhoneNumber)),
			}),
	};
}

function getChat(chatId: string): RetellCall<Chat> {
	return {
		method: 'GET',
		path: `/get-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		read: only(isChat),
		about: aboutChat(chatId),
	};
}

function aboutChat(id: string) {
	return { parameter: 'Chat', id };
}

function only<Answer>(isAnswer: (body: unknown) => body is Answer) {
	return (body: unknown): Answer | undefined => (isAnswer(body) ? body : undefined);
}

/** No body, as documented, or an object: but not the page of a proxy that answers for Retell. */
function isNothing(body: unknown): boolean {
	return body === undefined || isRecord(body);
}
