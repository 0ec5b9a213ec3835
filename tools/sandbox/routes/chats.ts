import { ERROR_TEXTS, Refusal } from '../errors.ts';
import { fullChat, storageOf } from '../present.ts';
import type { ChatRecord } from '../records.ts';
import { createChat, createChatCompletion, updateChat, updateChatOrRemove } from '../schemas.ts';
import { agentToChat, chatVersion } from '../versions.ts';
import { bodyOf, found } from './route.ts';
import type { Answer, Call, Routes } from './route.ts';

/** From the least to the most restrictive. */
const STORAGES = ['everything', 'everything_except_pii', 'basic_attributes_only'];

type Attribute = NonNullable<ChatRecord['custom_attributes']>[string];

/** The chat of the path or the body. */
export function chatOf(call: Call, id?: string): ChatRecord {
	return found(call, 'chat', (each) => call.store.getChat(each), id);
}

/** The answer of every call that gives back one chat. */
export function chatAnswer(call: Call, status: number, chat: ChatRecord): Answer {
	return { status, body: fullChat(chat, call.store.agent(chat.agent_id), call.quirks) };
}

function ongoing(call: Call, id?: string): ChatRecord {
	const chat = chatOf(call, id);
	// The text is what the live service says, inside a longer one.
	if (chat.chat_status !== 'ongoing') throw new Refusal(400, `Chat already ended: ${chat.chat_id}`);
	return chat;
}

/** "Keys that do not match a defined attribute are ignored and will not be saved." */
function newAttributes({ quirks, store }: Call, chat: ChatRecord, sent: Record<string, Attribute | null>) {
	const kept = quirks.attributes === 'replaced' ? {} : chat.custom_attributes;
	const known = Object.entries(sent).filter(([key]) => store.definesAttribute(key));
	const all = Object.entries({ ...kept, ...Object.fromEntries(known) });
	return Object.fromEntries(all.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}

export const chatRoutes = {
	'POST /create-chat': (call) => {
		const { agent_id, agent_version, ...rest } = bodyOf(call, createChat);
		const agent = agentToChat(call.store, call.quirks, agent_id);
		const version = chatVersion(agent, agent_version, call.quirks);
		return chatAnswer(call, 201, call.store.startChat({ agent_id, ...version, ...rest }));
	},
	'POST /create-chat-completion': (call) => {
		const { chat_id, content } = bodyOf(call, createChatCompletion);
		ongoing(call, chat_id);
		return { status: 201, body: { messages: call.store.say(chat_id, content) } };
	},
	'GET /get-chat/:id': (call) => chatAnswer(call, 200, chatOf(call)),
	'PATCH /update-chat/:id': (call) => {
		const { attributes } = call.quirks;
		const change = bodyOf(call, attributes === 'merged, null removes' ? updateChatOrRemove : updateChat);
		const chat = chatOf(call);
		const stored = storageOf(chat, call.store.agent(chat.agent_id));
		const { override_dynamic_variables: override, custom_attributes, ...rest } = change;
		if (STORAGES.indexOf(rest.data_storage_setting ?? stored) < STORAGES.indexOf(stored)) {
			throw new Refusal(400, `${ERROR_TEXTS[400]} data_storage_setting cannot be made less restrictive`);
		}
		const edited = call.store.editChat(chat.chat_id, {
			...rest,
			...(custom_attributes && { custom_attributes: newAttributes(call, chat, custom_attributes) }),
			...(override !== undefined && { override_dynamic_variables: override ?? undefined }),
		});
		return chatAnswer(call, 200, edited);
	},
	'PATCH /end-chat/:id': (call) => {
		if (call.rawBody !== '') throw new Refusal(400, `${ERROR_TEXTS[400]} request/body must be empty`);
		call.store.endChat(ongoing(call).chat_id);
		return { status: 204 };
	},
	'DELETE /delete-chat/:id': (call) => {
		call.store.deleteChat(chatOf(call).chat_id);
		return { status: 204 };
	},
	'PUT /rerun-chat-analysis/:id': (call) => {
		const chat = chatOf(call);
		if (chat.chat_status !== 'ended') {
			throw new Refusal(400, `${ERROR_TEXTS[400]} Only the analysis of an ended chat can be rerun`);
		}
		return chatAnswer(call, 201, call.store.rerunAnalysis(chat.chat_id));
	},
} satisfies Routes;
