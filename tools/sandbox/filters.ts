import type { ChatFilter, ValueFilter } from './filter-schemas.ts';
import type { ChatRecord } from './records.ts';
import type { Quirks } from './quirks.ts';

type Test = (chat: ChatRecord) => boolean;

/**
 * One condition on one value. A value that is missing, or of another type than the filter's, meets
 * no condition but `np`: not even `ne` (undocumented; what a database's null does).
 */
export function condition(filter: ValueFilter, quirks: Quirks): (value: unknown) => boolean {
	switch (filter.type) {
		case 'present':
			return (value) => (value !== undefined && value !== null) === (filter.op === 'pr');
		case 'boolean':
			return (value) => value === filter.value;
		case 'enum': {
			const wanted = new Set<unknown>(filter.value);
			return (value) => wanted.has(value);
		}
		case 'range': {
			const [low, high] = filter.value;
			return quirks.rangeIncludesBounds
				? (value) => typeof value === 'number' && value >= low && value <= high
				: (value) => typeof value === 'number' && value > low && value < high;
		}
		case 'string': {
			const { op, value: wanted } = filter;
			const holds = {
				eq: (text: string) => text === wanted,
				ne: (text: string) => text !== wanted,
				sw: (text: string) => text.startsWith(wanted),
				ew: (text: string) => text.endsWith(wanted),
				co: (text: string) => text.includes(wanted),
			}[op];
			return (value) => typeof value === 'string' && holds(value);
		}
		case 'number': {
			const { op, value: wanted } = filter;
			const holds = {
				eq: (number: number) => number === wanted,
				ne: (number: number) => number !== wanted,
				gt: (number: number) => number > wanted,
				ge: (number: number) => number >= wanted,
				lt: (number: number) => number < wanted,
				le: (number: number) => number <= wanted,
			}[op];
			return (value) => typeof value === 'number' && holds(value);
		}
	}
}

/** What each simple criterion looks at. */
const VALUES: Record<
	Exclude<keyof ChatFilter, 'agent' | 'custom_analysis_data' | 'custom_attributes'>,
	(chat: ChatRecord) => unknown
> = {
	agent_tag: (chat) => chat.agent_tag,
	chat_id: (chat) => chat.chat_id,
	chat_status: (chat) => chat.chat_status,
	user_sentiment: (chat) => chat.chat_analysis?.user_sentiment,
	disconnection_reason: (chat) => chat.disconnection_reason,
	chat_successful: (chat) => chat.chat_analysis?.chat_successful,
	start_timestamp: (chat) => chat.start_timestamp,
	end_timestamp: (chat) => chat.end_timestamp,
	// Never returned, but filterable: the end less the start.
	duration_ms: (chat) =>
		typeof chat.end_timestamp === 'number' ? chat.end_timestamp - chat.start_timestamp : undefined,
	combined_cost: (chat) => chat.chat_cost?.combined_cost,
};

/** A value of an object by its own key; undefined if there is none. */
export function field(holder: unknown, key: string): unknown {
	if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
	return (holder as Record<string, unknown>)[key];
}

/** The filter without the criteria that the server takes no notice of. */
export function noticed<Filter extends object>(filter: Filter, { ignoreFilters }: Quirks): Filter {
	return Object.fromEntries(Object.entries(filter).filter(([name]) => !ignoreFilters.includes(name))) as Filter;
}

/** The filter as one test. */
export function compile(all: ChatFilter, quirks: Quirks): Test {
	const filter = noticed(all, quirks);
	const tests: Test[] = [];
	const add = (wanted: ValueFilter, valueOf: (chat: ChatRecord) => unknown) => {
		const holds = condition(wanted, quirks);
		tests.push((chat) => holds(valueOf(chat)));
	};
	for (const [name, value] of Object.entries(VALUES)) {
		const wanted = filter[name as keyof typeof VALUES];
		if (wanted) add(wanted, value);
	}
	if (filter.start_timestamp) {
		const withoutStart = new Set(quirks.chatsWithoutStart);
		tests.push(({ chat_id }) => !withoutStart.has(chat_id));
	}
	const { agent, custom_attributes = [], custom_analysis_data = [] } = filter;
	if (agent && agent.length > 0) {
		tests.push((chat) =>
			agent.some(
				({ agent_id, version }) => chat.agent_id === agent_id && (!version?.length || version.includes(chat.version)),
			),
		);
	}
	for (const wanted of custom_attributes) add(wanted, (chat) => field(chat.custom_attributes, wanted.key));
	for (const wanted of custom_analysis_data)
		add(wanted, (chat) => field(chat.chat_analysis?.custom_analysis_data, wanted.key));
	return (chat) => tests.every((test) => test(chat));
}

/** The start times between which all chats lie that the filter lets through. */
export function startsIn(all: ChatFilter, quirks: Quirks): [low: number, high: number] {
	const { start_timestamp: filter } = noticed(all, quirks);
	if (!filter) return [-Infinity, Infinity];
	if (filter.type === 'range') return filter.value;
	const { op, value } = filter;
	return [op.startsWith('g') || op === 'eq' ? value : -Infinity, op.startsWith('l') || op === 'eq' ? value : Infinity];
}
