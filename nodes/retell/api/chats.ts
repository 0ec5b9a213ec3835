import type Retell from 'retell-sdk';

import type { RetellCall, SendToRetell } from '../http/client';
import { saysEnded, type Refusal } from '../http/refusals';
import { agentCalls } from './agents';
import { isChat, isCompletion, pageOf } from './answers';
import { goneIf, isNothing, only, PATIENT, QUICK, unlessGone } from './call';
import type { PageRequest } from './paging';
import { numberCalls } from './phoneNumbers';
import type { Chat, ChatListParams, Completion } from './types';

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
				about: { parameter: 'Agent', id: body.agent_id, version: body.agent_version },
				uncertain:
					'The chat may have been created all the same. It was asked for once and not repeated, so that there are not two. Look for it with "Get Many" before you run this again.',
			}),

		/** The answer holds the new messages only: not the user's own, and no status of the chat. */
		sendMessage: async (body: Retell.ChatCreateChatCompletionParams) => await send(completion(body)),

		getChat: async (chatId: string) => await send(getChat(chatId)),

		/** As `getChat`, where it is no surprise that the chat is not there any more. */
		getFoundChat: async (chatId: string) => await send(unlessGone(getChat(chatId))),

		/** As `getFoundChat`, where a chat that Retell will not show is as good as gone. */
		findChat: async (chatId: string) =>
			await send<Chat | 'gone'>({
				...getChat(chatId),
				settle: ({ kind, status }) => (status === 422 ? 'gone' : goneIf(kind)),
			}),

		/** The rows hold neither `transcript` nor `message_with_tool_calls`. */
		listChats: async (body: ChatListParams & PageRequest) =>
			await send({
				method: 'POST',
				path: '/v3/list-chats',
				body,
				timeout: PATIENT,
				read: pageOf(isChat),
			}),

		updateChat: async (chatId: string, body: Retell.ChatUpdateParams) =>
			await send({
				method: 'PATCH',
				path: `/update-chat/${encodeURIComponent(chatId)}`,
				body,
				timeout: QUICK,
				read: only(isChat),
				about: aboutChat(chatId),
				explain: ({ status, said }) => (status === 400 ? aboutStorage(body, said) : undefined),
			}),

		/** The refusal, where Retell says that the chat had ended before. */
		endChat: async (chatId: string) =>
			await send(endChat(chatId, (refusal) => refusal)),

		/** As `endChat`, where it is no surprise that the chat is not there any more. */
		endFoundChat: async (chatId: string) => await send(unlessGone(endChat(chatId, () => 'already ended' as const))),

		deleteChat: async (chatId: string) => await send(deleteChat(chatId)),

		/** As `deleteChat`, where it is no surprise that the chat is not there any more. */
		deleteFoundChat: async (chatId: string) => await send(unlessGone(deleteChat(chatId))),

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

		...agentCalls(send),
		...numberCalls(send),
	};
}

function completion(body: Retell.ChatCreateChatCompletionParams): RetellCall<Completion> {
	return {
		method: 'POST',
		path: '/create-chat-completion',
		body,
		timeout: PATIENT,
		read: only(isCompletion),
		about: aboutChat(body.chat_id),
		uncertain:
			'The message may have arrived all the same. It was sent once and not repeated, so that it does not arrive twice. Use "Get" on this chat to see whether it is there.',
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

/**
 * Retell refuses a body here, even an empty object.
 *
 * @param hadEnded what the refusal of a chat that had ended before is worth
 */
function endChat<Outcome>(chatId: string, hadEnded: (refusal: Refusal) => Outcome): RetellCall<'ended' | Outcome> {
	return {
		method: 'PATCH',
		path: `/end-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		read: (body) => (isNothing(body) ? 'ended' : undefined),
		settle: (refusal, again) => {
			if (!saysEnded(refusal)) return undefined;
			return again ? 'ended' : hadEnded(refusal);
		},
		about: aboutChat(chatId),
	};
}

function deleteChat(chatId: string): RetellCall<'deleted'> {
	return {
		method: 'DELETE',
		path: `/delete-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		read: (body) => (isNothing(body) ? 'deleted' : undefined),
		settle: ({ kind }, again) => (kind === 'notFound' && again ? 'deleted' : undefined),
		about: aboutChat(chatId),
	};
}

/**
 * What to say where Retell refuses to store more of a chat than it does: "cannot be downgraded from more
 * restrictive to less restrictive settings" (API reference). Its very words are not known.
 */
function aboutStorage({ data_storage_setting: setting, ...rest }: Retell.ChatUpdateParams, said: string) {
	const isAlone = Object.values(rest).every((value) => value === undefined);
	if (setting !== 'everything' || !(isAlone || /restrict|storage/i.test(said))) return undefined;
	return {
		message: '"Data Storage" can\'t be set back to Everything',
		description:
			'The chat already stores less, by an earlier change or by the setting of its agent, and Retell allows only stricter settings. Remove "Data Storage". For new chats, change the agent.',
	};
}

function aboutChat(id: string) {
	return { parameter: 'Chat', id };
}
