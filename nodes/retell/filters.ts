import { Explained } from './explained';
import {
	booleanInput,
	choicesInput,
	amountInput,
	isBlank,
	textsInput,
	timeInput,
} from './inputs';
import { conditionsInput } from './conditions';
import { isTime } from './simplify';
import type { Chat, ChatFilterCriteria } from './types';
import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from './vocabulary';

/** What a person filled in under "Filters": the parameters' names and their values. */
export type FilterValues = Record<string, unknown>;

export interface ChatFilter {
	/** What Retell filters by; undefined if no filter holds a value. */
	criteria: ChatFilterCriteria | undefined;
	/** What is left to check here: bounds that Retell may take either way. */
	accepts: (chat: Chat) => boolean;
}

interface FilterContext {
	/** Display name of each filter. */
	labels: Record<string, string>;
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
	const set = (name: string) => !isBlank(values[name]);
	const label = (name: string) => labels[name] ?? name;
	const texts = (name: string) => textsInput(values[name], label(name));
	const number = (name: string) => (set(name) ? amountInput(values[name], label(name)) : undefined);
	const time = (name: string) =>
		set(name) ? timeInput(values[name], label(name), timezone) : undefined;
	const scaled = (name: string, unit: number) =>
		set(name) ? Math.round(amountInput(values[name], label(name), unit)) : undefined;
	const range = (low: Bound, high: Bound, scale: Scale, read: (chat: Chat) => number | undefined) =>
		rangeFilter(low, high, label, scale, read);

	const startedBy = (name: string, unit: number): Bound => {
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

	const agents = texts('agentIds');
	const tags = texts('agentTags');
	const statuses = choicesInput(values.statuses, label('statuses'), CHAT_STATUSES);
	const sentiments = choicesInput(values.sentiments, label('sentiments'), SENTIMENTS);
	const reasons = choicesInput(
		values.disconnectionReasons,
		label('disconnectionReasons'),
		DISCONNECTION_REASONS,
	);
	const attributes = conditionsInput(values.customAttributes, label('customAttributes'));
	const analysis = conditionsInput(values.customAnalysis, label('customAnalysis'));

	const criteria: ChatFilterCriteria = {
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
	return {
		criteria: Object.keys(criteria).length > 0 ? criteria : undefined,
		accepts: (chat) => ranges.every((each) => each?.accepts(chat) ?? true),
	};
}

type Bound = [name: string, value: number | undefined];
type RangeFilter = NonNullable<ChatFilterCriteria['start_timestamp']>;

/** What the bounds of a range are. */
interface Scale {
	/** How much wider a range is asked for. */
	step: number;
	/** Whether they are times, of which one is not below but earlier than another. */
	areTimes?: boolean;
}

const TIMES: Scale = { step: 1, areTimes: true };

function rangeFilter(
	[lowName, low]: Bound,
	[highName, high]: Bound,
	label: (name: string) => string,
	{ step, areTimes }: Scale,
	read: (chat: Chat) => number | undefined,
): { filter: RangeFilter; accepts: (chat: Chat) => boolean } | undefined {
	const always = () => true;
	if (low === undefined && high === undefined) return undefined;
	if (low === undefined && high !== undefined) {
		return { filter: { type: 'number', op: 'le', value: high }, accepts: always };
	}
	if (low !== undefined && high === undefined) {
		return { filter: { type: 'number', op: 'ge', value: low }, accepts: always };
	}
	if (low === undefined || high === undefined) return undefined;
	if (high < low) {
		throw new Explained(
			`"${label(highName)}" ${areTimes ? 'is earlier than' : 'lies below'} "${label(lowName)}"`,
			'No chat can be within these bounds. Swap them, or remove one.',
		);
	}
	return {
		filter: { type: 'range', op: 'bt', value: [low - step, high + step] },
		accepts: (chat) => {
			const value = read(chat);
			return typeof value !== 'number' || (value >= low && value <= high);
		},
	};
}

function lowest(...bounds: [Bound, ...Bound[]]): Bound {
	return bounds.reduce((a, b) => ((a[1] ?? Infinity) <= (b[1] ?? Infinity) ? a : b));
}
