import { emptyAfterPerson, emptyAndUnchecked } from '../../../../messages/conversations';
import { getChatAgent } from '../../../../retell/api/agents';
import { orGone } from '../../../../retell/api/call';
import { getChat } from '../../../../retell/api/chats';
import type { Chat } from '../../../../retell/api/types';
import type { SendToRetell } from '../../../../retell/http/client';
import { hasPersonWritten } from '../../../../retell/output/reply';
import type { Item } from '../../../run/operation';
import { OVER } from './closedChat';

/** An empty message lets the agent speak first. After the person, it would be an answer to nothing. */
export async function checkNobodyHasWritten({ send }: Item, chatId: string): Promise<void> {
	const chat = await send(orGone(getChat(chatId)));
	if (chat === 'gone' || OVER.includes(chat.chat_status)) return;
	const { message_with_tool_calls: messages } = chat;
	const isStored = Array.isArray(messages) || (await checkMessagesAreStored(send, chat));
	if (isStored && !hasPersonWritten(chat)) return;
	throw isStored ? emptyAfterPerson() : emptyAndUnchecked();
}

/** Whether a chat that Retell shows without messages has none: where they aren't stored, nobody can tell. */
async function checkMessagesAreStored(
	send: SendToRetell,
	{ agent_id: agentId, version, transcript }: Chat,
): Promise<boolean> {
	if (transcript !== undefined) return transcript === '';
	const agent = await send(orGone(getChatAgent(agentId, version ?? undefined)));
	return agent !== 'gone' && agent.data_storage_setting !== 'basic_attributes_only';
}
