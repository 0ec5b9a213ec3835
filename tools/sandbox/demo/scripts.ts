import { defaultAnalysis } from '../analysis.ts';
import { variablesOf } from '../conversation.ts';
import type { ChatAnalysis, ChatRecord, Message, Reply } from '../records.ts';

// What the demo agents say. Between them they show every shape a reply can take.

const GOODBYE = /\b(bye|goodbye|that is all|that's all)\b/i;

function says(content: string): Message {
	return { role: 'agent', content };
}

/** A tool call and its result, as two messages. */
function tool(name: string, id: string, args: object, result: object, successful = true): Message[] {
	return [
		{ role: 'tool_call_invocation', tool_call_id: id, name, arguments: JSON.stringify(args) },
		{ role: 'tool_call_result', tool_call_id: id, content: JSON.stringify(result), successful },
	];
}

function callId(chat: Readonly<ChatRecord>): string {
	return `tool_call_${chat.chat_id.slice(-6)}_${chat.messages.length}`;
}

/**
 * Looks orders up between two texts; knows every order but number 9999. Leaves refunds to a person, and
 * knows what that person noted.
 */
export const support: Reply = (content, chat) => {
	const order = /\b\d{4,}\b/.exec(content)?.[0];
	if (content === '') return [says('Hello, this is Support. How can I help?')];
	if (/\brefund\b/i.test(content)) {
		const reason = { reason: 'Wants a refund' };
		return [says('Only a person can refund you.'), ...tool('hand_over', callId(chat), reason, reason)];
	}
	const { hand_over_note: note = 'none' } = variablesOf(chat);
	if (!order && note !== 'none') return [says(`I know what my colleague noted: ${note}`)];
	if (!order) return [says('I can help with that. What is your order number?')];
	const found = order !== '9999';
	const result = found ? { order_number: order, status: 'shipped', arrives: 'Friday' } : { error: 'no such order' };
	return [
		says('One moment, I am looking up your order.'),
		...tool('lookup_order', callId(chat), { order_number: order }, result, found),
		says(found ? `Order ${order} has shipped and arrives on Friday.` : `I cannot find an order ${order}.`),
	];
};

/** Answers in two texts. */
export const orderDesk: Reply = (content) => [
	says(content === '' ? 'Order desk, good day.' : `Noted: ${content}`),
	says('Anything else you would like to order?'),
];

/** Ends the chat on a goodbye with Retell's own tool. */
export const receptionist: Reply = (content, chat) =>
	GOODBYE.test(content)
		? [
				says('Thank you for writing. Goodbye!'),
				...tool('end_call', callId(chat), { reason: 'user said goodbye' }, {}).slice(0, 1),
			]
		: [says(content === '' ? 'Reception, how may I direct you?' : 'I will pass that on.')];

/** Ends the chat on a goodbye with a tool its owner has renamed. */
export const appointments: Reply = (content, chat) =>
	GOODBYE.test(content)
		? {
				messages: [says('See you then!'), ...tool('wrap_up_conversation', callId(chat), {}, {}).slice(0, 1)],
				chat_status: 'ended',
				collected_dynamic_variables: { appointment: 'Tuesday 10:00' },
			}
		: [says(content === '' ? 'Would you like an appointment?' : 'Tuesday at 10:00 is free. Shall I book it?')];

/** A conversation flow: its end node leaves a transition and no word. */
export const returnsFlow: Reply = (content) => {
	const from = { former_node_id: 'node_ask', former_node_name: 'Ask for the reason' };
	if (GOODBYE.test(content)) {
		const to = { new_node_id: 'node_end', new_node_name: 'End' };
		return {
			messages: [{ role: 'node_transition', ...from, ...to, transition_type: 'normal' }],
			chat_status: 'ended',
		};
	}
	return [says(content === '' ? 'What would you like to return?' : 'Why are you returning it?')];
};

/** Has nothing to say to "hold on". */
export const nightDesk: Reply = (content) =>
	/^hold on\b/i.test(content) ? [] : [says('We are closed now. I will leave a note for the morning.')];

/** Support's analysis also tells the topic and the order number. */
export function supportAnalysis(chat: Readonly<ChatRecord>): ChatAnalysis {
	const text = chat.messages.map((message) => ('content' in message ? message.content : '')).join('\n');
	const order = /\b\d{4,}\b/.exec(text)?.[0];
	return {
		...defaultAnalysis(chat),
		custom_analysis_data: {
			topic: order ? 'order status' : 'other',
			resolved: order !== undefined && order !== '9999',
			messages: chat.messages.length,
			...(order ? { order_number: order } : {}),
		},
	};
}
