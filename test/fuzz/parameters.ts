// Parameters of an operation, made from the node's own description: each field is good, hostile or missing.
import fc from 'fast-check';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { hostileNumber, hostileText, PROTOTYPE_KEYS } from './values.ts';

export type Parameters = Record<string, unknown>;
type Field = INodeProperties;

const { properties } = new RetellChat().description;

/** The fields of an operation such as `chat.create`. */
export function fieldsOf(name: string): Field[] {
	const [resource = '', operation = ''] = name.split('.');
	return properties.filter(({ displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		return resources?.includes(resource) && operations?.includes(operation);
	});
}

/** Good values for fields that must fit the account, by name. */
export type Known = Record<string, fc.Arbitrary<unknown>>;

/** Parameters in which few fields are hostile, so that the others lead far. */
export function parametersOf(name: string, known: Known, hostile: fc.Arbitrary<unknown>): fc.Arbitrary<Parameters> {
	const names = [...new Set(fieldsOf(name).map((field) => field.name))];
	return fc
		.subarray(names, { maxLength: Math.min(2, names.length) })
		.chain((bad) =>
			filledIn(name, (field) => (bad.includes(field.name) ? badly(field, known, hostile) : well(field, known))),
		);
}

/** Parameters in which all fields are good by themselves; together, they need not be. */
export function goodParametersOf(name: string, known: Known): fc.Arbitrary<Parameters> {
	return filledIn(name, (field) => well(field, known));
}

function filledIn(name: string, make: (field: Field) => fc.Arbitrary<unknown>): fc.Arbitrary<Parameters> {
	const [resource, operation] = name.split('.');
	return fc
		.record(Object.fromEntries(fieldsOf(name).map((field) => [field.name, make(field)])))
		.map((values): Parameters => ({ resource, operation, ...values }));
}

/** Of the fields of a trigger. */
export function settingsOf(fields: Field[], known: Known, hostile: fc.Arbitrary<unknown>): fc.Arbitrary<Parameters> {
	return fc.record(
		Object.fromEntries(fields.map((field) => [field.name, fc.oneof(well(field, known), badly(field, known, hostile))])),
	);
}

/** With a number of seconds in this field, a message waits for others. */
const WAIT = 'combineWithin';

/** Without any of these fields, there is nothing to do. */
const CHANGES = 'updateFields';

function isWait(value: unknown): boolean {
	const seconds = Number(String(value));
	return seconds >= 1 && seconds <= 60;
}

/** A value that is wrong as a whole, or in one of its parts. */
function badly(field: Field, known: Known, hostile: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
	if (field.name === WAIT) return fc.oneof(hostile, hostileText, hostileNumber).filter((value) => !isWait(value));
	const part = (inner: Field) =>
		fc.oneof({ weight: 2, arbitrary: badly(inner, known, hostile) }, { weight: 1, arbitrary: well(inner, known) });
	switch (field.type) {
		case 'collection':
			return fc.oneof(
				{ weight: 1, arbitrary: hostile },
				{ weight: 8, arbitrary: fieldsFrom((field.options ?? []).filter(isField), part, 3) },
			);
		case 'fixedCollection':
			return fc.oneof({ weight: 1, arbitrary: hostile }, { weight: 3, arbitrary: rowsOf(field, part) });
		case 'assignmentCollection':
			return fc.oneof(
				{ weight: 1, arbitrary: hostile },
				{
					weight: 2,
					arbitrary: assignmentsOf(fc.oneof(fc.constantFrom(...PROTOTYPE_KEYS), hostileText), () =>
						fc.oneof(hostile, hostileText),
					),
				},
			);
		case 'resourceLocator':
			return fc.oneof(
				hostile,
				fc.record({ __rl: fc.constant(true), mode: fc.constantFrom('id', 'list', 'number', 'url'), value: hostile }),
			);
		default:
			return fc.oneof(
				{ weight: 3, arbitrary: hostile },
				{ weight: 1, arbitrary: fc.oneof(hostileText, hostileNumber) },
			);
	}
}

/** What people call their own data, and what can be in it: expressions give nothing at times. */
const ownName = fc.string({ minLength: 1, maxLength: 5 });
const ownValue = fc.oneof(
	fc.string({ maxLength: 5 }),
	fc.integer(),
	fc.boolean(),
	fc.constantFrom<unknown>(null, undefined),
);

/** Values as the types of an assignment want them. */
const OF_TYPE = {
	string: fc.string({ maxLength: 5 }),
	number: fc.integer(),
	boolean: fc.boolean(),
	array: fc.array(fc.integer(), { maxLength: 2 }),
	object: fc.dictionary(ownName, fc.integer(), { maxKeys: 2 }),
};
type Type = keyof typeof OF_TYPE;
const TYPES: Type[] = ['string', 'number', 'boolean', 'array', 'object'];

function well(field: Field, known: Known): fc.Arbitrary<unknown> {
	const own = known[field.name];
	if (own) return own;
	if (field.name === WAIT) return fc.constant(0);
	switch (field.type) {
		case 'boolean':
			return fc.boolean();
		case 'number':
			return field.name === 'parallelRequests' ? fc.integer({ min: 1, max: 8 }) : fc.integer({ min: 1, max: 60 });
		case 'options':
			// The names that n8n loads from Retell can be any text.
			return optionsOf(field).length > 0 ? fc.constantFrom(...optionsOf(field)) : fc.string({ maxLength: 8 });
		case 'multiOptions':
			return optionsOf(field).length > 0
				? fc.subarray(optionsOf(field), { maxLength: Math.min(3, optionsOf(field).length) })
				: fc.constant([]);
		case 'dateTime':
			return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
		case 'collection':
			return fieldsFrom(
				(field.options ?? []).filter(isField),
				(inner) => well(inner, known),
				2,
				field.name === CHANGES,
			);
		case 'fixedCollection':
			return rowsOf(field, (inner) => well(inner, known), true);
		case 'assignmentCollection':
			return fc.oneof(
				assignmentsOf(
					fc.oneof(ownName, fc.constantFrom(...PROTOTYPE_KEYS)),
					(type) => fc.oneof({ weight: 4, arbitrary: OF_TYPE[type] }, { weight: 1, arbitrary: ownValue }),
					1,
				),
				fc.dictionary(ownName, ownValue, { minKeys: 1, maxKeys: 3 }),
			);
		case 'hidden':
			// What workflows of earlier versions have; others have none of it.
			return fc.constant(field.default);
		case 'resourceLocator':
			return fc.constant({ __rl: true, mode: 'id', value: 'some_id' });
		default:
			return fc.string({ maxLength: 8 });
	}
}

/** Some of the fields of a collection. */
function fieldsFrom(
	fields: Field[],
	make: (field: Field) => fc.Arbitrary<unknown>,
	most: number,
	isNeeded = false,
): fc.Arbitrary<object> {
	return fc
		.subarray(fields, { minLength: isNeeded ? 1 : 0, maxLength: Math.min(most, fields.length) })
		.chain((some) => fc.record(Object.fromEntries(some.map((field) => [field.name, make(field)]))));
}

/** Up to two rows; `isWhole`: each with all of its fields, as n8n stores them. */
function rowsOf(field: Field, make: (field: Field) => fc.Arbitrary<unknown>, isWhole = false): fc.Arbitrary<object> {
	const groups = (field.options ?? []).filter(isGroup);
	const rows = groups.map(({ name, values }) => {
		const row = isWhole
			? fc.record(Object.fromEntries(values.map((inner) => [inner.name, make(inner)])))
			: fieldsFrom(values, make, values.length);
		return [name, fc.array(row, { maxLength: 2 })] as const;
	});
	return fc.record(Object.fromEntries(rows));
}

function assignmentsOf(
	name: fc.Arbitrary<unknown>,
	valueOf: (type: Type) => fc.Arbitrary<unknown>,
	least = 0,
): fc.Arbitrary<object> {
	const row = fc
		.constantFrom(...TYPES)
		.chain((type) => fc.record({ id: fc.constant('1'), name, value: valueOf(type), type: fc.constant(type) }));
	return fc.record({ assignments: fc.array(row, { minLength: least, maxLength: 3 }) });
}

function optionsOf(field: Field): Array<string | number | boolean> {
	return (field.options ?? [])
		.filter((option): option is INodePropertyOptions => 'value' in option)
		.map(({ value }) => value);
}

function isField(option: NonNullable<Field['options']>[number]): option is Field {
	return 'type' in option;
}

function isGroup(option: NonNullable<Field['options']>[number]): option is INodePropertyCollection {
	return 'values' in option;
}
