import { noSuchOption } from '../../messages/entered';
import { noComparison, nothingToCompareWith } from '../../messages/filters';
import { shown } from '../../messages/quotes';
import type { ChatFilterCriteria } from '../../retell/api/types';
import { textOf } from '../../retell/values';
import { filledInput, numberInput, rowsInput, textInput, textsInput } from '../check/values';

type Condition = NonNullable<ChatFilterCriteria['custom_attributes']>[number];
/** What Retell calls the key of a condition: of a custom attribute the ID, of an analysis value the name. */
export type KeyLabel = 'ID' | 'Name';
type Build = (key: string, value: unknown, label: string) => Condition;

const text =
	(op: 'eq' | 'ne' | 'sw' | 'ew' | 'co'): Build =>
	(key, value, label) => ({ key, type: 'string', op, value: filledText(value, label) });

const number =
	(op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'): Build =>
	(key, value, label) => ({ key, type: 'number', op, value: numberInput(value, label) });

/** How a custom attribute or a custom analysis value can be compared: n8n's name, Retell's filter. */
export const COMPARISONS: Record<string, { name: string; needsValue: boolean; build: Build }> = {
	notExists: { name: 'Does Not Exist', needsValue: false, build: (key) => ({ key, type: 'present', op: 'np' }) },
	exists: { name: 'Exists', needsValue: false, build: (key) => ({ key, type: 'present', op: 'pr' }) },
	isFalse: { name: 'Is False', needsValue: false, build: (key) => ({ key, type: 'boolean', op: 'eq', value: false }) },
	isTrue: { name: 'Is True', needsValue: false, build: (key) => ({ key, type: 'boolean', op: 'eq', value: true }) },
	numberEquals: { name: 'Number Equals', needsValue: true, build: number('eq') },
	atLeast: { name: 'Number Is at Least', needsValue: true, build: number('ge') },
	atMost: { name: 'Number Is at Most', needsValue: true, build: number('le') },
	greaterThan: { name: 'Number Is Greater Than', needsValue: true, build: number('gt') },
	lessThan: { name: 'Number Is Less Than', needsValue: true, build: number('lt') },
	numberNotEquals: { name: 'Number Is Not', needsValue: true, build: number('ne') },
	contains: { name: 'Text Contains', needsValue: true, build: text('co') },
	endsWith: { name: 'Text Ends With', needsValue: true, build: text('ew') },
	equals: { name: 'Text Equals', needsValue: true, build: text('eq') },
	notEquals: { name: 'Text Is Not', needsValue: true, build: text('ne') },
	isOneOf: {
		name: 'Text Is One Of',
		needsValue: true,
		build: (key, value, label) => {
			const options = textsInput(value, label);
			if (options.length === 0) throw nothingToCompareWith(label);
			return { key, type: 'enum', op: 'in', value: options };
		},
	},
	startsWith: { name: 'Text Starts With', needsValue: true, build: text('sw') },
};

/**
 * Reads a fixed collection `{conditions: [{key, comparison, value}]}`.
 *
 * @param keyLabel the display name of a row's `key`: attributes go by their ID, analysis values by their name
 * @throws Explained for a row without a key or with a value that does not fit its comparison.
 */
export function conditionsInput(input: unknown, label: string, keyLabel: KeyLabel): Condition[] {
	// A condition in another form is refused: dropped, it would let through chats that nobody asked for.
	const example = { key: 'order', comparison: 'equals', value: '7' };
	return rowsInput(input, label, 'conditions', example).map((row) => {
		const key = filledInput(row.key, `${label}: ${keyLabel}`);
		const comparison = comparisonInput(row.comparison, `${label}: Comparison of ${shown(key)}`);
		return comparison.build(key, row.value, `${label}: Value of ${shown(key)}`);
	});
}

function comparisonInput(value: unknown, label: string): { build: Build } {
	const name = textOf(value);
	const names = Object.keys(COMPARISONS);
	if (name.trim() === '') throw noComparison(label, names);
	const comparison = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
	if (!comparison) throw noSuchOption(label, name, names);
	return comparison;
}

function filledText(value: unknown, label: string): string {
	const content = textInput(value, label);
	if (content === '') throw nothingToCompareWith(label);
	return content;
}
