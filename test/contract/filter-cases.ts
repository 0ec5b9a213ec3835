import fc from 'fast-check';
import type { ChatListParams } from 'retell-sdk/resources/chat';
import type { ChatRecord, ChatSeed } from '../../tools/sandbox/index.ts';

export type Criteria = ChatListParams.FilterCriteria;

// Few values, so that filters often hit, and often hit exactly.
const T0 = 1_780_000_000_000;
const time = fc.integer({ min: T0, max: T0 + 6 });
const word = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'abc');
const small = fc.integer({ min: 0, max: 4 });
const scalar = fc.oneof(word, small, fc.boolean());
const attributes = fc.dictionary(fc.constantFrom('k', 'l', 'toString'), scalar);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Chats in all states, many of them alike. */
export const chat: fc.Arbitrary<ChatSeed> = fc.record({
	agent_id: fc.constantFrom('agent_1', 'agent_2', 'agent_3'),
	version: small,
	agent_tag: optional(fc.constantFrom('prod', 'staging')),
	chat_status: fc.constantFrom('ongoing', 'ended', 'error'),
	start_timestamp: time,
	end_timestamp: fc.option(
		time.map((at) => at + 3),
		{ nil: null },
	),
	disconnection_reason: optional(fc.constantFrom('user_hangup', 'inactivity')),
	custom_attributes: optional(attributes),
	chat_cost: optional(small.map((combined_cost) => ({ combined_cost }))),
	chat_analysis: optional(
		fc.record({
			user_sentiment: fc.constantFrom('Negative', 'Positive', 'Neutral', 'Unknown'),
			chat_successful: optional(fc.boolean()),
			custom_analysis_data: optional(attributes),
		}),
	),
});

const condition = <Type extends string, Op extends string, Value>(
	type: Type,
	ops: readonly Op[],
	value: fc.Arbitrary<Value>,
) => fc.record({ type: fc.constant(type), op: fc.constantFrom(...ops), value });
const enumOf = <T extends string>(...values: T[]) => condition('enum', ['in'], fc.subarray(values));
const numeric = (number: fc.Arbitrary<number>) =>
	fc.oneof(
		condition('number', ['eq', 'ne', 'gt', 'ge', 'lt', 'le'], number),
		condition('range', ['bt'], fc.tuple(number, number)),
	);
const text = (value: fc.Arbitrary<string>) => condition('string', ['eq', 'ne', 'sw', 'ew', 'co'], value);
const boolean = condition('boolean', ['eq'], fc.boolean());
const present = fc.record({ type: fc.constant('present' as const), op: fc.constantFrom('pr', 'np') });
const keyed = fc
	.tuple(
		fc.constantFrom('k', 'l', 'toString'),
		fc.oneof(numeric(small), text(word), boolean, present, enumOf('a', 'ab')),
	)
	.map(([key, filter]) => ({ key, ...filter }));
const agent = fc.record({ agent_id: fc.constantFrom('agent_1', 'agent_2', 'agent_9') }, { requiredKeys: ['agent_id'] });
const versioned = fc.record({ agent_id: fc.constantFrom('agent_1', 'agent_2'), version: fc.subarray([0, 1, 2]) });

/** For each criterion of the list, filters of every type and operation it takes. */
export const criteria: { [K in keyof Required<Criteria>]: fc.Arbitrary<Required<Criteria>[K]> } = {
	agent: fc.array(fc.oneof(agent, versioned), { maxLength: 2 }),
	agent_tag: enumOf('prod', 'staging'),
	chat_id: fc.oneof(text(fc.constantFrom('chat_0', 'chat_1', 'chat_', '1', 'zz')), enumOf('chat_0', 'chat_3')),
	chat_status: enumOf('ongoing', 'ended', 'error'),
	chat_successful: boolean,
	combined_cost: numeric(small),
	custom_analysis_data: fc.array(keyed, { maxLength: 2 }),
	custom_attributes: fc.array(keyed, { maxLength: 2 }),
	disconnection_reason: enumOf('user_hangup', 'inactivity', 'voicemail_reached'),
	duration_ms: numeric(fc.integer({ min: -3, max: 9 })),
	end_timestamp: numeric(time.map((at) => at + 3)),
	start_timestamp: numeric(time),
	user_sentiment: enumOf('Negative', 'Positive', 'Unknown'),
};

/** The meaning of one condition, said once more and as plainly as possible. */
function meets(filter: { type: string; op: string; value?: unknown }, value: unknown, bounds: boolean): boolean {
	if (filter.op === 'np') return value == null;
	if (value == null) return false;
	if (filter.op === 'pr') return true;
	const wanted: unknown = filter.value;
	if (filter.op === 'in') return Array.isArray(wanted) && wanted.some((one) => one === value);
	if (filter.op === 'bt' && Array.isArray(wanted) && typeof value === 'number') {
		const [low, high] = wanted.map(Number);
		return bounds ? Number(low) <= value && value <= Number(high) : Number(low) < value && value < Number(high);
	}
	if (filter.type !== typeof value) return false;
	if (filter.op === 'eq') return value === wanted;
	if (filter.op === 'ne') return value !== wanted;
	if (typeof value === 'string' && typeof wanted === 'string') {
		if (filter.op === 'sw') return value.indexOf(wanted) === 0;
		if (filter.op === 'co') return value.split(wanted).length > 1 || wanted === '';
		return value.slice(value.length - wanted.length) === wanted && wanted.length <= value.length;
	}
	const difference = Number(value) - Number(wanted);
	return { gt: difference > 0, ge: difference >= 0, lt: difference < 0, le: difference <= 0 }[filter.op] ?? false;
}

function own(holder: unknown, key: string): unknown {
	return typeof holder === 'object' && holder !== null ? new Map(Object.entries(holder)).get(key) : undefined;
}

/** Whether a chat belongs in the list; `bounds`: whether ranges include theirs. */
export function fits(one: ChatRecord, filter: Criteria, bounds: boolean): boolean {
	const values: Record<string, unknown> = {
		...one,
		user_sentiment: one.chat_analysis?.user_sentiment,
		chat_successful: one.chat_analysis?.chat_successful,
		combined_cost: one.chat_cost?.combined_cost,
		duration_ms: one.end_timestamp == null ? undefined : one.end_timestamp - one.start_timestamp,
	};
	return Object.entries<Criteria[keyof Criteria]>({ ...filter }).every(([name, wanted]) => {
		if (!wanted) return true;
		if (name === 'agent') {
			const list = filter.agent ?? [];
			const fit = list.filter(
				(entry) => entry.agent_id === one.agent_id && (!entry.version?.length || entry.version.includes(one.version)),
			);
			return list.length === 0 || fit.length > 0;
		}
		if (!Array.isArray(wanted)) return meets(wanted, values[name], bounds);
		const holder = name === 'custom_attributes' ? one.custom_attributes : one.chat_analysis?.custom_analysis_data;
		const conditions = (name === 'custom_attributes' ? filter.custom_attributes : filter.custom_analysis_data) ?? [];
		return conditions.every((condition) => meets(condition, own(holder, condition.key ?? ''), bounds));
	});
}
