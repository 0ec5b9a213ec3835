import type { Chat, ChatFilterCriteria } from '../../retell/api/types';
import { isTime } from '../../retell/times';
import { isRecord, textOf } from '../../retell/values';

// Retell filters, and a filter that it took no notice of would let all chats through. So what cannot be
// undone asks each listed chat, too.

/** Any criterion of Retell's, with or without a key. */
type Condition = NonNullable<ChatFilterCriteria['custom_attributes']>[number];
/**
 * Whether a listed chat shows by itself that it meets the criteria. What it does not show meets none
 * but "does not exist", "is not" and, of cost and duration, "at least 0". Chat IDs are no part of it: they
 * are checked one by one before. The reason why it ended is not part of a chat (API reference): where it is
 * missing, Retell's word is taken. Text is compared without regard to case, and a number in text
 * counts as one, since Retell does not say how it compares. Bounds of a range count as they were sent.
 */
export function showsMatch(criteria: ChatFilterCriteria | undefined, chat: Chat): boolean {
	if (criteria === undefined) return true;
	const { chat_analysis: analysis, start_timestamp: start, end_timestamp: end } = chat;
	const values: Array<[Condition | undefined, unknown]> = [
		[criteria.agent_tag, chat.agent_tag],
		[criteria.chat_status, chat.chat_status],
		[criteria.user_sentiment, analysis?.user_sentiment],
		[criteria.chat_successful, analysis?.chat_successful],
		[criteria.start_timestamp, start],
		[criteria.end_timestamp, end],
		[criteria.duration_ms, durationOf(chat, isForOngoing(criteria))],
		[criteria.combined_cost, chat.chat_cost?.combined_cost],
		...valuesOf(criteria.custom_attributes, chat.custom_attributes),
		...valuesOf(criteria.custom_analysis_data, analysis?.custom_analysis_data),
	];
	const reason: unknown = 'disconnection_reason' in chat ? chat.disconnection_reason : undefined;
	const { agent: agents = [], disconnection_reason: reasons } = criteria;
	const isOfAgents = agents.length === 0 || agents.some(({ agent_id: id }) => id === chat.agent_id);
	const hasReason = !reasons || reason === undefined || reason === null || meets(reasons, reason);
	return isOfAgents && hasReason && values.every(([filter, value]) => filter === undefined || meets(filter, value));
}

function isForOngoing({ chat_status: status }: ChatFilterCriteria): boolean {
	return status?.type === 'enum' && status.value.every((each) => each === 'ongoing');
}

/** In ms; where ongoing chats are looked for, until now. Undefined if nobody can tell. */
function durationOf({ start_timestamp: start, end_timestamp: end }: Chat, untilNow: boolean): number | undefined {
	const until = isTime(end) ? end : untilNow ? Date.now() : undefined;
	return isTime(start) && until !== undefined ? until - start : undefined;
}

function valuesOf(conditions: Condition[] = [], holder: unknown): Array<[Condition, unknown]> {
	return conditions.map((condition) => {
		const { key } = condition;
		return [condition, key !== undefined && isRecord(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined];
	});
}

function meets(filter: Condition, value: unknown): boolean {
	if (filter.type === 'present') return (value !== undefined && value !== null) === (filter.op === 'pr');
	if (value === undefined || value === null) return isMetByNothing(filter);
	if (filter.type === 'boolean') return textOf(value).toLowerCase() === String(filter.value);
	if (filter.type === 'enum') return filter.value.some((each) => lower(each) === lower(value));
	if (filter.type === 'string') return meetsText(filter.op, lower(value), lower(filter.value));
	const number = numberOf(value);
	if (filter.type === 'number') return meetsNumber(filter.op, number, filter.value);
	const [low = NaN, high = NaN] = filter.value;
	return number >= low && number <= high;
}

/** What isn't there is nothing else; and what a chat costs and takes is no less than nothing, unlike a value with a key. */
function isMetByNothing(filter: Condition): boolean {
	if (filter.type !== 'string' && filter.type !== 'number') return false;
	return filter.op === 'ne' || (filter.op === 'ge' && filter.value <= 0 && filter.key === undefined);
}

function meetsText(op: 'eq' | 'ne' | 'sw' | 'ew' | 'co', text: string, wanted: string): boolean {
	switch (op) {
		case 'eq':
			return text === wanted;
		case 'ne':
			return text !== wanted;
		case 'sw':
			return text.startsWith(wanted);
		case 'ew':
			return text.endsWith(wanted);
		case 'co':
			return text.includes(wanted);
	}
}

function meetsNumber(op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', number: number, wanted: number): boolean {
	switch (op) {
		case 'eq':
			return number === wanted;
		case 'ne':
			return number !== wanted && !Number.isNaN(number);
		case 'gt':
			return number > wanted;
		case 'ge':
			return number >= wanted;
		case 'lt':
			return number < wanted;
		case 'le':
			return number <= wanted;
	}
}

/** NaN for what is no number, nor a number in text. */
function numberOf(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

function lower(value: unknown): string {
	return textOf(value).toLowerCase();
}
