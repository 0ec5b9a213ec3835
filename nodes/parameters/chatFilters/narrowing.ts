import type { ChatFilterCriteria } from '../../retell/api/types';
import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from '../../retell/api/vocabulary';

// Which filters leave out a good part of an ordinary workspace's chats, whatever they are about.

/** Retell was founded in 2023: no chat is older. In ms since 1970. */
const FIRST_CHAT = Date.UTC(2023, 0, 1);
/** What happened this long ago is hardly a choice among the chats that are there, in ms. */
const JUST_NOW = 60_000;
/** Retell closes a chat after at most three days of silence: hardly any takes longer, in ms. */
const LONG_CHAT = 7 * 24 * 3_600_000;
/** A message costs a few cents at most: hardly any chat costs more, in cents. */
const DEAR_CHAT = 1000;

type Numbers = NonNullable<ChatFilterCriteria['start_timestamp']>;
type Condition = NonNullable<ChatFilterCriteria['custom_attributes']>[number];

/**
 * Whether the criteria leave out a good part of the chats of an ordinary workspace. "Started before
 * next year", all statuses, or an attribute that a chat doesn't have leave out none or nearly none.
 *
 * @param now in ms since 1970
 */
export function isNarrow(criteria: ChatFilterCriteria, now: number): boolean {
	const { agent, agent_tag: tag, chat_id: id, chat_successful: successful } = criteria;
	const { start_timestamp: start, end_timestamp: end, duration_ms: duration, combined_cost: cost } = criteria;
	const conditions = [...(criteria.custom_attributes ?? []), ...(criteria.custom_analysis_data ?? [])];
	return (
		[agent, tag, id, successful].some((each) => each !== undefined) ||
		hasBoundWithin(start, FIRST_CHAT, now - JUST_NOW) ||
		hasBoundWithin(end, FIRST_CHAT, now - JUST_NOW) ||
		hasBoundWithin(duration, 0, LONG_CHAT) ||
		hasBoundWithin(cost, 0, DEAR_CHAT) ||
		isPartOf(criteria.chat_status, CHAT_STATUSES) ||
		isPartOf(criteria.user_sentiment, SENTIMENTS) ||
		isPartOf(criteria.disconnection_reason, DISCONNECTION_REASONS) ||
		conditions.some(isAboutWhatIsThere)
	);
}

/** Whether a bound lies within what is ordinary, so that chats lie on its other side. */
function hasBoundWithin(filter: Numbers | undefined, least: number, most: number): boolean {
	if (filter === undefined) return false;
	if (filter.type === 'range') return Number(filter.value[0]) > least || Number(filter.value[1]) < most;
	return filter.op === 'ge' ? filter.value > least : filter.value < most;
}

function isPartOf(filter: { value: string[] } | undefined, all: string[]): boolean {
	return filter !== undefined && !all.every((each) => filter.value.includes(each));
}

/**
 * Whether only chats can meet a condition that have the value. "Does not exist" is true for all chats
 * if the key is misspelled, and so may be "is not": Retell doesn't say what it does for chats without the value.
 */
function isAboutWhatIsThere({ op }: Condition): boolean {
	return op !== 'np' && op !== 'ne';
}
