import type { ChatFilter } from '../../retell/api/chatList';
import type { Chat, ChatFilterCriteria } from '../../retell/api/types';
import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from '../../retell/api/vocabulary';
import { isTime } from '../../retell/times';
import { idsInput } from '../check/ids';
import { timeInput } from '../check/times';
import { amountInput, booleanInput, choicesInput, isBlank, textsInput } from '../check/values';
import { conditionsInput } from './conditions';
import type { CriterionName, FilterName } from './names';
import { lowest, rangeFilter, TIMES, type Bound, type Scale } from './ranges';

/** What a person filled in under "Filters": the parameters' names and their values. */
export type FilterValues = Partial<Record<CriterionName, unknown>>;

interface FilterContext {
	/** Display name of each filter. */
	labels: Partial<Record<CriterionName, string>>;
	/** Time zone for dates without one. */
	timezone: string;
	/** Now, in ms since 1970. */
	now: number;
}

/**
 * Turns filters into Retell's `filter_criteria`. A blank filter counts as not set.
 *
 * Retell does not say whether a range (`bt`) includes its bounds, so a range is asked for one step
 * wider on each side, and `accepts` drops what lies outside.
 *
 * @throws Explained for a value that is none and for a bound below its counterpart.
 */
export function chatFilter(values: FilterValues, { labels, timezone, now }: FilterContext): ChatFilter {
	const set = (name: CriterionName) => !isBlank(values[name]);
	const label = (name: CriterionName) => labels[name] ?? name;
	const texts = (name: CriterionName) => textsInput(values[name], label(name));
	const number = (name: CriterionName) => (set(name) ? amountInput(values[name], label(name)) : undefined);
	const time = (name: CriterionName) => (set(name) ? timeInput(values[name], label(name), timezone) : undefined);
	const scaled = (name: CriterionName, unit: number) =>
		set(name) ? Math.round(amountInput(values[name], label(name), unit)) : undefined;
	const range = (low: Bound, high: Bound, scale: Scale, valueOf: (chat: Chat) => number | undefined) =>
		rangeFilter(low, high, label, scale, valueOf);

	const startedBy = (name: CriterionName, unit: number): Bound => {
		const age = scaled(name, unit);
		return [name, age === undefined ? undefined : now - age - 1];
	};
	const started = range(
		['startedAfter', time('startedAfter')],
		lowest(
			['startedBefore', time('startedBefore')],
			startedBy('olderThanHours', 3_600_000),
			// What is idle for so long began before that.
			startedBy('idleMinutes', 60_000),
		),
		TIMES,
		(chat) => chat.start_timestamp,
	);
	const ended = range(
		['endedAfter', time('endedAfter')],
		['endedBefore', time('endedBefore')],
		TIMES,
		(chat) => chat.end_timestamp ?? undefined,
	);
	const duration = range(
		['minDurationSeconds', scaled('minDurationSeconds', 1000)],
		['maxDurationSeconds', scaled('maxDurationSeconds', 1000)],
		{ step: 1 },
		({ start_timestamp: start, end_timestamp: end }) => (isTime(start) && isTime(end) ? end - start : undefined),
	);
	const cost = range(
		['minCost', number('minCost')],
		['maxCost', number('maxCost')],
		{ step: 0.000001 },
		(chat) => chat.chat_cost?.combined_cost,
	);

	const chatIds = idsInput(values.chatIds, label('chatIds'));
	const agents = texts('agentIds');
	const tags = texts('agentTags');
	const statuses = choicesInput(values.statuses, label('statuses'), CHAT_STATUSES);
	const sentiments = choicesInput(values.sentiments, label('sentiments'), SENTIMENTS);
	const reasons = choicesInput(values.disconnectionReasons, label('disconnectionReasons'), DISCONNECTION_REASONS);
	const attributes = conditionsInput(values.customAttributes, label('customAttributes'), 'ID');
	const analysis = conditionsInput(values.customAnalysis, label('customAnalysis'), 'Name');

	const criteria: ChatFilterCriteria = {
		...(chatIds.length > 0 && { chat_id: { type: 'enum', op: 'in', value: chatIds } }),
		...(agents.length > 0 && { agent: agents.map((agent_id) => ({ agent_id })) }),
		...(tags.length > 0 && { agent_tag: { type: 'enum', op: 'in', value: tags } }),
		...(statuses.length > 0 && { chat_status: { type: 'enum', op: 'in', value: statuses } }),
		...(sentiments.length > 0 && { user_sentiment: { type: 'enum', op: 'in', value: sentiments } }),
		...(reasons.length > 0 && {
			disconnection_reason: { type: 'enum', op: 'in', value: reasons },
		}),
		...(set('successful') && {
			chat_successful: {
				type: 'boolean',
				op: 'eq',
				value: booleanInput(values.successful, label('successful')),
			},
		}),
		...(started && { start_timestamp: started.filter }),
		...(ended && { end_timestamp: ended.filter }),
		...(duration && { duration_ms: duration.filter }),
		...(cost && { combined_cost: cost.filter }),
		...(attributes.length > 0 && { custom_attributes: attributes }),
		...(analysis.length > 0 && { custom_analysis_data: analysis }),
	};

	const ranges = [started, ended, duration, cost];
	const wanted = new Set(chatIds);
	return {
		criteria: Object.keys(criteria).length > 0 ? criteria : undefined,
		accepts: (chat) =>
			(wanted.size === 0 || wanted.has(chat.chat_id)) && ranges.every((each) => each?.accepts(chat) ?? true),
		...(chatIds.length > 0 && { chatIds }),
	};
}

/**
 * Display names of the filters that were added and are empty, so that they have no effect.
 *
 * @param known names of the filters that there are
 */
export function emptyFilters(values: FilterValues, known: FilterName[], context: FilterContext): string[] {
	return known
		.filter((name) => Object.hasOwn(values, name) && !chatFilter({ [name]: values[name] }, context).criteria)
		.map((name) => context.labels[name] ?? name);
}
