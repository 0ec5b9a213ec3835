import type { ChatAnalysis, ChatCost, ChatRecord } from './records.ts';

const PLEASED = /\b(thanks|thank you|great|perfect|lovely)\b/i;
const CROSS = /\b(angry|terrible|useless|complaint|awful)\b/i;

/** Price of one agent message, in cents. */
export const MESSAGE_PRICE = 1.5;

/** The post-chat analysis of a chat whose agent has none of its own: simple and deterministic. */
export function defaultAnalysis(chat: Readonly<ChatRecord>): ChatAnalysis {
  const said = chat.messages.flatMap((message) =>
    message.role === 'user' ? [message.content] : [],
  );
  const text = said.join('\n');
  const sentiment =
    said.length === 0
      ? 'Unknown'
      : CROSS.test(text)
        ? 'Negative'
        : PLEASED.test(text)
          ? 'Positive'
          : 'Neutral';
  return {
    chat_summary:
      said.length === 0
        ? 'The user did not write anything.'
        : `The user wrote ${said.length} message(s), first: ${said[0] ?? ''}`,
    user_sentiment: sentiment,
    chat_successful: said.length > 0 && sentiment !== 'Negative',
    custom_analysis_data: {},
  };
}

/** What a chat cost, in cents: its agent messages, or the total a test asked for. */
export function costOf(chat: Readonly<ChatRecord>, total?: number): ChatCost {
  const spoken = chat.messages.filter((message) => message.role === 'agent').length;
  const cost = total ?? spoken * MESSAGE_PRICE;
  return { combined_cost: cost, product_costs: [{ product: 'chat_message', cost }] };
}
