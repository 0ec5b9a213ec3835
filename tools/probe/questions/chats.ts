import { answering, formOf } from '../account.ts';
import type { Chapter } from '../question.ts';

interface Message {
	role?: unknown;
}

function messagesOf(messages: unknown): Message[] {
	return Array.isArray(messages) ? (messages as Message[]) : [];
}

function rolesOf(messages: unknown): string {
	const roles = messagesOf(messages).map(({ role }) => String(role));
	return roles.length === 0 ? 'no message' : roles.join(', ');
}

export const chats: Chapter = {
	title: 'Chats',
	questions: [
		{
			asks: 'What does a new chat hold?',
			assumes: 'no message of the agent, and the time of its start',
			async ask({ startChat, nameChat }) {
				const chat = await startChat({ metadata: { probe: 'first', kept: 'yes' } });
				nameChat('first', chat);
				const roles = rolesOf(chat.message_with_tool_calls);
				const start = typeof chat.start_timestamp === 'number' ? 'the time of its start' : 'no time of its start';
				return {
					answer: `${roles}, ${start}`,
					isAsAssumed: roles === 'no message' && start === 'the time of its start',
				};
			},
		},
		{
			asks: 'What does an empty message do in a new chat?',
			assumes: 'the agent speaks first',
			async ask({ account, chatId }) {
				const answer = answering(
					await account.send('POST', '/create-chat-completion', {
						chat_id: chatId('first'),
						content: '',
					}),
				);
				if (answer.status >= 300) return { answer: formOf(answer), isAsAssumed: false };
				const hasSpoken = messagesOf(answer.body.messages).some(({ role }) => role === 'agent');
				return {
					answer: hasSpoken ? 'the agent speaks first' : `the answer has ${rolesOf(answer.body.messages)}`,
					isAsAssumed: hasSpoken,
				};
			},
		},
		{
			asks: "Is the person's own message among those of the answer?",
			assumes: 'no',
			async ask({ account, chatId }) {
				const body = { chat_id: chatId('first'), content: 'Hello' };
				const { messages } = await account.must('POST', '/create-chat-completion', body);
				const isThere = messagesOf(messages).some(({ role }) => role === 'user');
				return { answer: isThere ? 'yes' : 'no', isAsAssumed: !isThere };
			},
		},
		{
			asks: "What does update-chat's answer lack that the chat has?",
			async ask({ account, chatId, nameChat }) {
				const id = chatId('first');
				const updated = await account.must('PATCH', `/update-chat/${id}`, { metadata: { probe: 'changed' } });
				nameChat('updated', { chat_id: id });
				const chat = await account.must('GET', `/get-chat/${id}`);
				const lacking = Object.keys(chat).filter((name) => !(name in updated));
				return { answer: lacking.length === 0 ? 'nothing' : lacking.sort().join(', ') };
			},
		},
		{
			asks: 'Do metadata that an update does not name stay?',
			assumes: 'no',
			async ask({ account, chatId }) {
				const { metadata } = await account.must('GET', `/get-chat/${chatId('updated')}`);
				const stays = typeof metadata === 'object' && metadata !== null && 'kept' in metadata;
				return { answer: stays ? 'yes' : 'no', isAsAssumed: !stays };
			},
		},
		{
			asks: 'What happens to a custom attribute that is not defined?',
			assumes: 'it is dropped',
			async ask({ account, chatId }) {
				const custom_attributes = { attribute_of_the_probe: 'a value' };
				const id = chatId('first');
				const answer = answering(await account.send('PATCH', `/update-chat/${id}`, { custom_attributes }));
				if (answer.status >= 300) return { answer: formOf(answer), isAsAssumed: false };
				const { custom_attributes: kept } = await account.must('GET', `/get-chat/${id}`);
				const isKept = typeof kept === 'object' && kept !== null && 'attribute_of_the_probe' in kept;
				return { answer: isKept ? 'it is kept' : 'it is dropped', isAsAssumed: !isKept };
			},
		},
		{
			asks: 'What does an answer without a chat hold (agent playground)?',
			assumes: 'messages, of which one is the reply',
			async ask({ account, agentId }) {
				const answer = answering(
					await account.send('POST', `/agent-playground-completion/${agentId()}`, {
						messages: [{ role: 'user', content: 'Hello' }],
					}),
				);
				if (answer.status >= 300) return { answer: formOf(answer), isAsAssumed: false };
				const hasReply = messagesOf(answer.body.messages).some(({ role }) => role === 'agent');
				return { answer: Object.keys(answer.body).sort().join(', '), isAsAssumed: hasReply };
			},
		},
	],
};
