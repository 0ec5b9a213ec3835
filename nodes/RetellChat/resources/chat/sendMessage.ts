import { agentVersionFields, formerVersionField } from '../../../parameters/agentVersion';
import { dynamicVariablesField, metadataField } from '../../../parameters/chatSettings';
import { isOn, switchInput } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, ongoingChatIdField } from '../../../parameters/locators';
import { getChat } from '../../../retell/api/chats';
import type { ChatMessage } from '../../../retell/api/types';
import { replyOf, showsEnd, toolCallsOf } from '../../../retell/output/reply';
import { isRecord, isText } from '../../../retell/values';
import type { Item, Operation } from '../../run/operation';
import { OVER } from './helpers/closedChat';
import { combinedRows, combiningFields, readOnCombined } from './helpers/combining';
import { laneOf, noteEnd, sendToConversation } from './helpers/conversation';
import {
	conversationField,
	ifEndedField,
	isSession,
	messageField,
	readSession,
	sessionKeyField,
} from './helpers/conversationFields';

const CHECK_STATUS = 'Check Status';

export const sendMessage: Operation = {
	name: 'Send Message',
	action: 'Send a message, get a reply',
	description: "Send a message to a chat and get the agent's reply",
	fields: [
		conversationField,
		{
			...agentIdField,
			displayOptions: { show: { conversation: ['session'] } },
			description: 'The chat agent to talk to',
		},
		...agentVersionFields({ conversation: ['session'] }),
		sessionKeyField,
		{
			...ongoingChatIdField,
			displayOptions: { show: { conversation: ['chat'] } },
			description: 'The ongoing chat to send the message to',
		},
		messageField,
		simplifyField,
		{
			...collectionField('additionalFields', [formerVersionField, dynamicVariablesField, metadataField]),
			displayName: 'New Chat Fields',
			displayOptions: { show: { conversation: ['session'] } },
			description: 'Used only if a new chat is started',
		},
		collectionField('options', [
			{
				displayName: CHECK_STATUS,
				name: 'checkStatus',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask Retell if the chat is still ongoing after the reply. If turned off, the status is "ended" if the agent used its own tool for ending, otherwise "unknown". Adds one request per message.',
			},
			...combiningFields,
			ifEndedField,
		]),
	],
	mostParallel: 16,
	lane: laneOf,
	check(item) {
		readCheckStatus(item);
		readOnCombined(item);
	},
	async execute(item) {
		const sent = await sendToConversation(item);
		if ('combinedIn' in sent) return combinedRows(item, sent.combinedIn);
		const { destination, completion, text } = sent;
		const { messages } = completion;
		const { chatId, isNew, previousId } = destination;
		const course = { new_chat: isNew, ...(previousId !== undefined && { previous_chat_id: previousId }) };
		if (!isOn(item.get('simplify'))) return { ...completion, chat_id: chatId, ...course };
		const { isTool } = item.run.caller;
		const reply = replyOf(messages);
		const { status, agent } = await stateAfter(item, chatId, messages, readCheckStatus(item));
		if (OVER.includes(status)) noteEnd(item, chatId);
		return {
			chat_id: chatId,
			...agent,
			// A model knows what it sent, and reads each word for money.
			...(!isTool && { message: text }),
			reply,
			// n8n's chat shows what stands here.
			...(!isTool && { output: reply }),
			chat_status: status,
			tool_calls: toolCallsOf(messages),
			...course,
		};
	},
};

function readCheckStatus(item: Item): boolean {
	return switchInput(readCollection(item, 'options').checkStatus, CHECK_STATUS);
}

interface State {
	status: string;
	agent: { agent_id: string | null; agent_name?: string };
}

/** A chat after a reply: the status is "unknown" where the reply doesn't show it and nobody asks, or Retell doesn't say. */
async function stateAfter(item: Item, chatId: string, messages: ChatMessage[], ask: boolean): Promise<State> {
	const agent = isSession(item) ? chosenAgent(item) : { agent_id: null };
	if (showsEnd(messages)) return { status: 'ended', agent };
	if (!ask) return { status: 'unknown', agent };
	// The reply is here and must not be lost because a second request went wrong.
	return await item.send(getChat(chatId)).then(
		({ chat_status: status, agent_id: own }) => ({
			status: isText(status) ? status : 'unknown',
			agent: isText(own) ? { ...agent, agent_id: own } : agent,
		}),
		() => ({ status: 'unknown', agent }),
	);
}

/** The agent of a session, with its name if it was selected from the list: that costs no request. */
function chosenAgent(item: Item): State['agent'] {
	const { agentId } = readSession(item);
	const locator = item.getTemplate('agentId');
	const name = isRecord(locator) && locator.value === agentId ? locator.cachedResultName : undefined;
	return { agent_id: agentId, ...(isText(name) && { agent_name: name }) };
}
