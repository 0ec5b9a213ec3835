import fc from 'fast-check';

import { isChat } from '../../nodes/retell/api/answers.ts';
import { showsMatch } from '../../nodes/parameters/chatFilters/showing.ts';
import type { ChatFilterCriteria } from '../../nodes/retell/api/types.ts';

type Condition = NonNullable<ChatFilterCriteria['custom_attributes']>[number];

/** A chat as a list has it. */
function chat(fields: object = {}) {
	const row: unknown = { chat_id: 'chat_1', agent_id: 'agent_1', chat_status: 'ended', ...fields };
	if (!isChat(row)) throw new Error('Not a chat');
	return row;
}

test.each<[ChatFilterCriteria, object, object]>([
	[{ agent: [{ agent_id: 'agent_1' }, { agent_id: 'agent_2' }] }, {}, { agent_id: 'agent_3' }],
	[{ agent_tag: { type: 'enum', op: 'in', value: ['beta'] } }, { agent_tag: 'beta' }, { agent_tag: 'live' }],
	[{ chat_status: { type: 'enum', op: 'in', value: ['ended', 'error'] } }, {}, { chat_status: 'ongoing' }],
	[
		{ user_sentiment: { type: 'enum', op: 'in', value: ['Unknown'] } },
		{ chat_analysis: { user_sentiment: 'Unknown' } },
		{ chat_analysis: {} },
	],
	[
		{ chat_successful: { type: 'boolean', op: 'eq', value: false } },
		{ chat_analysis: { chat_successful: false } },
		{ chat_analysis: null },
	],
	[{ start_timestamp: { type: 'number', op: 'le', value: 5 } }, { start_timestamp: 5 }, { start_timestamp: 6 }],
	[{ end_timestamp: { type: 'range', op: 'bt', value: [4, 6] } }, { end_timestamp: 5 }, { end_timestamp: null }],
	[
		{ duration_ms: { type: 'number', op: 'ge', value: 5 } },
		{ start_timestamp: 1, end_timestamp: 6 },
		{ start_timestamp: 2, end_timestamp: 6 },
	],
	[
		{ combined_cost: { type: 'number', op: 'le', value: 5 } },
		{ chat_cost: { combined_cost: 5 } },
		{ chat_cost: { combined_cost: 5.1 } },
	],
	[
		{ disconnection_reason: { type: 'enum', op: 'in', value: ['inactivity'] } },
		{},
		{ disconnection_reason: 'user_hangup' },
	],
])('%j', (criteria, shown, other) => {
	expect(showsMatch(criteria, chat(shown))).toBe(true);
	expect(showsMatch(criteria, chat(other))).toBe(false);
	expect(showsMatch({ ...criteria, agent: [{ agent_id: 'agent_9' }] }, chat(shown))).toBe(false);
});

test('what a chat does not show meets nothing', () => {
	const all: ChatFilterCriteria = {
		start_timestamp: { type: 'number', op: 'ge', value: 1 },
		end_timestamp: { type: 'number', op: 'ge', value: 1 },
		duration_ms: { type: 'number', op: 'ge', value: 1 },
		combined_cost: { type: 'number', op: 'le', value: 5 },
		agent_tag: { type: 'enum', op: 'in', value: ['a'] },
		user_sentiment: { type: 'enum', op: 'in', value: ['Negative'] },
		chat_successful: { type: 'boolean', op: 'eq', value: false },
		custom_attributes: [{ key: 'k', type: 'string', op: 'eq', value: 'x' }],
	};
	fc.assert(
		fc.property(fc.subarray(Object.entries(all)), (chosen) => {
			const filter: ChatFilterCriteria = Object.fromEntries(chosen);
			expect(showsMatch(filter, chat())).toBe(chosen.length === 0);
		}),
	);
	expect(showsMatch(undefined, chat())).toBe(true);
});

test.each<[Condition, unknown[], unknown[]]>([
	[{ key: 'k', type: 'present', op: 'pr' }, ['', 0, false], [undefined, null]],
	[{ key: 'k', type: 'present', op: 'np' }, [undefined, null], ['', 0]],
	[{ key: 'k', type: 'boolean', op: 'eq', value: true }, [true, 'true', 'TRUE'], [false, 1, '', undefined]],
	[{ key: 'k', type: 'string', op: 'eq', value: 'Gold' }, ['Gold', 'gold'], ['golden', '', undefined]],
	[{ key: 'k', type: 'string', op: 'ne', value: 'Gold' }, ['silver', '', undefined, null], ['gold']],
	[{ key: 'k', type: 'string', op: 'sw', value: 'a' }, ['ab'], ['ba']],
	[{ key: 'k', type: 'string', op: 'ew', value: 'a' }, ['ba'], ['ab']],
	[{ key: 'k', type: 'string', op: 'co', value: 'a' }, ['bab'], ['b']],
	[{ key: 'k', type: 'enum', op: 'in', value: ['a', '7'] }, ['a', 7], ['b', undefined]],
	[{ key: 'k', type: 'number', op: 'eq', value: 7 }, [7, '7', '7.0'], [8, '', 'x', undefined]],
	[{ key: 'k', type: 'number', op: 'ne', value: 7 }, [8, null], [7, 'x', '']],
	[{ key: 'k', type: 'number', op: 'gt', value: 7 }, [8], [7]],
	[{ key: 'k', type: 'number', op: 'lt', value: 7 }, [6], [7, '']],
	[{ key: 'k', type: 'number', op: 'le', value: 0 }, [0], ['', null, []]],
	[{ key: 'k', type: 'number', op: 'ge', value: 0 }, [0], ['', null, undefined, []]],
])('a condition %j', (condition, met, unmet) => {
	const values = [...met, ...unmet];
	const shows = (filter: ChatFilterCriteria, fieldsOf: (k: unknown) => object) =>
		values.filter((k) => showsMatch(filter, chat(fieldsOf(k))));
	expect(shows({ custom_attributes: [condition] }, (k) => ({ custom_attributes: { k } }))).toEqual(met);
	const analysis = (k: unknown) => ({ chat_analysis: { custom_analysis_data: { k } } });
	expect(shows({ custom_analysis_data: [condition] }, analysis)).toEqual(met);
});

test('what is not there is nothing else, and costs and takes at least nothing', () => {
	expect(showsMatch({ combined_cost: { type: 'number', op: 'ge', value: 0 } }, chat())).toBe(true);
	expect(showsMatch({ duration_ms: { type: 'number', op: 'ge', value: 0 } }, chat())).toBe(true);
	expect(showsMatch({ custom_attributes: [{ key: 'k', type: 'number', op: 'ne', value: 7 }] }, chat())).toBe(true);
	expect(
		showsMatch(
			{ disconnection_reason: { type: 'enum', op: 'in', value: ['inactivity'] } },
			chat({ disconnection_reason: null }),
		),
	).toBe(true);
});

test('an ongoing chat takes until now, where ongoing ones are looked for', () => {
	const long: ChatFilterCriteria = { duration_ms: { type: 'number', op: 'ge', value: 3_600_000 } };
	const ongoing: ChatFilterCriteria = { ...long, chat_status: { type: 'enum', op: 'in', value: ['ongoing'] } };
	const began = (ago: number) => chat({ chat_status: 'ongoing', start_timestamp: Date.now() - ago });
	expect([showsMatch(ongoing, began(3_700_000)), showsMatch(ongoing, began(3_500_000))]).toEqual([true, false]);
	expect(showsMatch(long, began(3_700_000))).toBe(false);
});
