import type Retell from 'retell-sdk';

import { storageOnlyStricter } from '../../messages/retell';
import {
	ANALYSIS_MAY_RUN,
	CHAT_MAY_EXIST,
	MESSAGE_MAY_HAVE_ARRIVED,
	TEXT_MESSAGE_MAY_BE_SENT,
} from '../../messages/uncertain';
import type { RetellCall } from '../http/client';
import type { Subject } from '../http/errorTexts';
import { saysEnded } from '../http/refusals';
import { isChat, isCompletion, pageOf } from './answers';
import { isNothing, only, PATIENT, QUICK } from './call';
import type { PageRequest } from './paging';
import type { Chat, ChatListParams, Completion, Page } from './types';

// The calls about chats: methods, paths and bodies are those of Retell's API reference.

export function createChat(body: Retell.ChatCreateParams): RetellCall<Chat> {
	return {
		method: 'POST',
		path: '/create-chat',
		body,
		timeout: QUICK,
		parse: only(isChat),
		about: aboutAgent(body.agent_id, body.agent_version),
		uncertain: CHAT_MAY_EXIST,
	};
}

/** The answer holds the new messages only: not the user's own, and no status of the chat. */
export function createChatCompletion(body: Retell.ChatCreateChatCompletionParams): RetellCall<Completion> {
	return {
		method: 'POST',
		path: '/create-chat-completion',
		body,
		isThoughtful: true,
		timeout: PATIENT,
		parse: only(isCompletion),
		about: aboutChat(body.chat_id),
		uncertain: MESSAGE_MAY_HAVE_ARRIVED,
	};
}

export function getChat(chatId: string): RetellCall<Chat> {
	return {
		method: 'GET',
		path: `/get-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		parse: only(isChat),
		about: aboutChat(chatId),
	};
}

/** The rows hold neither `transcript` nor `message_with_tool_calls`. */
export function listChats(body: ChatListParams & PageRequest): RetellCall<Page<Chat>> {
	return {
		method: 'POST',
		path: '/v3/list-chats',
		body,
		timeout: PATIENT,
		parse: pageOf(isChat),
	};
}

/** A null among the attributes is not in the reference: servers that merge often read it as "remove". */
interface ChatUpdate extends Omit<Retell.ChatUpdateParams, 'custom_attributes'> {
	custom_attributes?: Record<string, string | number | boolean | null>;
}

export function updateChat(chatId: string, body: ChatUpdate): RetellCall<Chat> {
	return {
		method: 'PATCH',
		path: `/update-chat/${encodeURIComponent(chatId)}`,
		body,
		timeout: QUICK,
		parse: only(isChat),
		about: aboutChat(chatId),
		explain: ({ status, said }) => (status === 400 ? aboutStorage(body, said) : undefined),
	};
}

/** Retell refuses a body here, even an empty object. */
export function endChat(chatId: string): RetellCall<'ended'> {
	return {
		method: 'PATCH',
		path: `/end-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		parse: (body) => (isNothing(body) ? 'ended' : undefined),
		settle: (refusal, mayBeDone) => (mayBeDone && saysEnded(refusal) ? 'ended' : undefined),
		about: aboutChat(chatId),
	};
}

export function deleteChat(chatId: string): RetellCall<'deleted'> {
	return {
		method: 'DELETE',
		path: `/delete-chat/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		parse: (body) => (isNothing(body) ? 'deleted' : undefined),
		settle: ({ kind }, mayBeDone) => (kind === 'notFound' && mayBeDone ? 'deleted' : undefined),
		about: aboutChat(chatId),
	};
}

export function createSmsChat(body: Retell.ChatCreateSMSChatParams): RetellCall<Chat> {
	return {
		method: 'POST',
		path: '/create-sms-chat',
		body,
		timeout: QUICK,
		parse: only(isChat),
		about: body.override_agent_id
			? aboutAgent(body.override_agent_id, body.override_agent_version)
			: { what: 'fromNumber', id: body.from_number },
		uncertain: TEXT_MESSAGE_MAY_BE_SENT,
	};
}

export function rerunChatAnalysis(chatId: string): RetellCall<Chat> {
	return {
		method: 'PUT',
		path: `/rerun-chat-analysis/${encodeURIComponent(chatId)}`,
		timeout: QUICK,
		parse: only(isChat),
		about: aboutChat(chatId),
		uncertain: ANALYSIS_MAY_RUN,
	};
}

/**
 * What to say where Retell refuses to store more of a chat than it does: "cannot be downgraded from more
 * restrictive to less restrictive settings" (API reference). Its very words are not known.
 */
function aboutStorage({ data_storage_setting: setting, ...rest }: ChatUpdate, said: string) {
	const isAlone = Object.values(rest).every((value) => value === undefined);
	if (setting !== 'everything' || !(isAlone || /restrict|storage/i.test(said))) return undefined;
	return storageOnlyStricter();
}

/** Every agent has a latest version: what Retell doesn't find then is the agent. */
function aboutAgent(id: string, version?: string | number): Subject {
	const isLatest = version === 'latest' || version === 'latest_published';
	return { what: 'agent', id, ...(!isLatest && { version }) };
}

function aboutChat(id: string): Subject {
	return { what: 'chat', id };
}
