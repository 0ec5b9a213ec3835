import { jsonParse, validateFieldType, type FieldType, type INodeProperties } from 'n8n-workflow';

import { notAnObject, notOfType, valueWithoutName } from '../messages/enteredData';
import { shown } from '../messages/quotes';
import { isPlain, isRecord, textOf } from '../retell/values';
import { sendable } from './check/objects';
import { isAbsent, isGiven, numberInput } from './check/values';

const TYPED: FieldType[] = ['boolean', 'object', 'array'];

/**
 * Puts a notice with its description below a collection for each assignment collection that is added to it:
 * n8n shows no description of these.
 */
export function withNotices(fields: INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => (field.type === 'collection' ? [field, ...noticesOf(field)] : field));
}

function noticesOf({ name: collection, options = [], displayOptions }: INodeProperties): INodeProperties[] {
	return options
		.filter((option) => 'type' in option)
		.filter(({ type }) => type === 'assignmentCollection')
		.map(({ displayName, name, description }) => ({
			displayName: `<b>${displayName}</b>: ${description}`,
			name: `${name}Notice`,
			type: 'notice' as const,
			default: '',
			displayOptions: {
				...displayOptions,
				show: { ...displayOptions?.show, [`/${collection}.${name}`]: [{ _cnd: { exists: true } }] },
			},
		}));
}

/**
 * Reads an assignment collection: rows of name, type and value become an object. An expression in
 * its place may yield an object or its JSON text. Undefined if nothing was filled in; anything else
 * is given back as it is, for the caller to refuse. A row without a value keeps its name: null if its
 * expression yields null, else undefined.
 *
 * @throws Explained for a row without a name, and for a value that is not of the row's type.
 */
export function assignmentsOf(value: unknown, label: string): unknown {
	// A field that was added and left as it was is an empty object: that must not empty what Retell has.
	if (isAbsent(value) || (isPlain(value) && Object.keys(value).length === 0)) return undefined;
	if (typeof value === 'string') return jsonParse<unknown>(value, { fallbackValue: value });
	if (!isCollection(value)) return value;

	const rows = value.assignments.filter((row) => !isAbsent(row.name) || !isAbsent(row.value));
	if (rows.length === 0) return undefined;
	return Object.fromEntries(
		rows.map((row) => {
			const name = textOf(row.name).trim();
			if (name === '') throw valueWithoutName(label);
			return [name, typedValue(row.value, row.type, `${label}: ${shown(name)}`)];
		}),
	);
}

/** As `assignmentsOf`, for parameters that have no other form than an object. */
export function valuesOf(value: unknown, label: string): Record<string, unknown> | undefined {
	const values = assignmentsOf(value, label);
	if (values === undefined || isPlain(values)) return values;
	throw notAnObject(label);
}

function typedValue(value: unknown, type: unknown, label: string): unknown {
	if (!isGiven(value)) return value;
	const typed = TYPED.find((each) => each === type);
	if (type === 'number' && typeof value === 'number') return numberInput(value, label);
	sendable(value, label);
	if (!typed && type !== 'number') return typeof value === 'object' ? value : textOf(value);
	if (isAbsent(value)) return undefined;
	// n8n's own reader takes an empty list for 0.
	if (!typed) return numberInput(value, label);
	const result = validateFieldType(label, value, typed);
	// To n8n's reader, a date is an object.
	const isForeign = typed === 'object' && typeof value === 'object' && !isPlain(value);
	if (result.valid && !isForeign) return result.newValue;
	throw notOfType(label, typed, textOf(value));
}

/** Whether it is what the editor stores, and not a person's own object with such a key. */
function isCollection(value: unknown): value is { assignments: Array<Record<string, unknown>> } {
	return (
		isRecord(value) &&
		Object.keys(value).length === 1 &&
		Array.isArray(value.assignments) &&
		value.assignments.every((row) => isRecord(row) && 'name' in row)
	);
}
