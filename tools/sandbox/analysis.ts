import type { AgentVersion, ChatAnalysis, ChatCost, ChatRecord } from './records.ts';

type Wanted = NonNullable<AgentVersion['post_chat_analysis_data']>[number];

const PLEASED = /\b(thanks|thank you|great|perfect|lovely)\b/i;
const CROSS = /\b(angry|terrible|useless|complaint|awful)\b/i;

/** Price of one agent message, in cents. */
const MESSAGE_PRICE = 1.5;

/** A value for each piece of custom data the agent asks for, of its type. */
function extracted(wanted: readonly Wanted[], said: readonly string[]): Record<string, unknown> {
	const data: Record<string, unknown> = {};
	for (const item of wanted) {
		if (item.type === 'string') data[item.name] = said[0] ?? '';
		else if (item.type === 'enum') data[item.name] = item.choices[0];
		else if (item.type === 'boolean') data[item.name] = said.length > 0;
		else if (item.type === 'number') data[item.name] = said.length;
	}
	return data;
}

/** The post-chat analysis of a chat whose agent has none of its own: simple and deterministic. */
export function defaultAnalysis(chat: Readonly<ChatRecord>, wanted: readonly Wanted[] = []): ChatAnalysis {
	const said = chat.messages.flatMap((message) => (message.role === 'user' ? [message.content] : []));
	const text = said.join('\n');
	const sentiment =
		said.length === 0 ? 'Unknown' : CROSS.test(text) ? 'Negative' : PLEASED.test(text) ? 'Positive' : 'Neutral';
	return {
		chat_summary:
			said.length === 0
				? 'The user did not write anything.'
				: `The user wrote ${said.length} message(s), first: ${said[0] ?? ''}`,
		user_sentiment: sentiment,
		chat_successful: said.length > 0 && sentiment !== 'Negative',
		custom_analysis_data: extracted(wanted, said),
	};
}

/** What a chat cost, in cents: its agent messages, or the total a test asked for. */
export function costOf(chat: Readonly<ChatRecord>, total?: number): ChatCost {
	const spoken = chat.messages.filter((message) => message.role === 'agent').length;
	const cost = total ?? spoken * MESSAGE_PRICE;
	return { combined_cost: cost, product_costs: [{ product: 'chat_message', cost }] };
}
