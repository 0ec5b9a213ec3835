import { nothingToUpdate, setAndCleared } from '../messages/enteredData';
import { choicesInput, isBlank } from './check/values';
import type { FieldNamed } from './parameters';

// Settings of agents and phone numbers: fields of a collection, of which each that is not filled in
// stays as it is in Retell, and a multiple choice of those that are to be emptied.

const CLEAR_FIELDS = 'Clear Fields';

interface Settings<Name extends string> {
	/** What was filled in; undefined if nothing was. */
	filled: <Value>(name: Name, read: (value: unknown, label: string) => Value) => Value | undefined;
	/** The same, and null if it is to be turned off. */
	filledOrOff: <Value>(name: Name, read: (value: unknown, label: string) => Value) => Value | null | undefined;
}

/** The choice of settings to empty: the field's name and what it is called here. */
export function turnOffField(choices: Record<string, string>): FieldNamed<'turnOff'> {
	return {
		displayName: CLEAR_FIELDS,
		name: 'turnOff',
		type: 'multiOptions',
		options: Object.entries(choices).map(([value, name]) => ({ name, value })),
		default: [],
		description: "Settings to remove or turn off. Leaving a field blank doesn't change it.",
	};
}

/** Reads settings by their names among `fields`. */
export function settingsOf<Name extends string>(
	values: Record<string, unknown>,
	fields: Array<FieldNamed<Name>>,
	choices: Partial<Record<Name, string>>,
): Settings<Name> {
	const off = choicesInput(values.turnOff, CLEAR_FIELDS, Object.keys(choices));
	const labelOf = (name: Name) => fields.find((field) => field.name === name)?.displayName ?? name;
	const filled: Settings<Name>['filled'] = (name, read) =>
		isBlank(values[name]) ? undefined : read(values[name], labelOf(name));
	return {
		filled,
		filledOrOff: (name, read) => {
			const value = filled(name, read);
			if (!off.some((each) => each === name)) return value;
			if (value === undefined) return null;
			throw setAndCleared(labelOf(name), CLEAR_FIELDS);
		},
	};
}

/** @throws Explained if no setting is to be changed */
export function someChange<Body extends object>(body: Body): Body {
	if (Object.values(body).some((value) => value !== undefined)) return body;
	throw nothingToUpdate();
}
