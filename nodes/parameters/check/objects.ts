import { cannotBeSent, cannotBeStored, notAnObject, tooManyBytes } from '../../messages/enteredData';
import { shown } from '../../messages/quotes';
import { isPlain, textOf } from '../../retell/values';
import { isGiven, isScalar } from './values';

// What Retell takes, checked before anything is sent. `label` is the parameter's display name. What is
// not as it should be throws an Explained that names it.

/** Retell's limit for metadata, in bytes of JSON (API reference: 50 kB). */
export const METADATA_BYTES = 50_000;

/** Metadata: an object of at most 50 kB. */
export function metadataInput(value: unknown, label: string): Record<string, unknown> {
	const json = isPlain(value) ? sendable(value, label) : '';
	// An object can have a `toJSON` of its own that makes something else of it.
	if (!isPlain(value) || !json.startsWith('{')) throw notAnObject(label);
	const bytes = bytesOf(json);
	if (bytes > METADATA_BYTES) throw tooManyBytes(label, bytes, METADATA_BYTES);
	return value;
}

/** Length of text in bytes of UTF-8. */
export function bytesOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

/**
 * The JSON of a value that a person wants to send; a function or an object that holds itself has none.
 *
 * @throws Explained where there is none, and for NaN and Infinity, of which JSON would make null
 */
export function sendable(value: unknown, label: string): string {
	try {
		const json: string | undefined = JSON.stringify(value, (_name, each: unknown) => {
			if (typeof each === 'number' && !Number.isFinite(each)) throw cannotBeSent(label);
			return each;
		});
		if (json !== undefined) return json;
	} catch {
		// A getter or a `toJSON` of a person's can throw, too.
	}
	throw cannotBeSent(label);
}

/** `Object.entries` for an object of a person's: reading it may run code that fails. */
function entriesOf(values: Record<string, unknown>, label: string): Array<[string, unknown]> {
	try {
		return Object.entries(values);
	} catch {
		throw cannotBeSent(label);
	}
}

/**
 * Dynamic variables: every value turned into text, since Retell accepts nothing else. Undefined and
 * null are left out, so that the agent's own default holds.
 */
export function dynamicVariablesInput(values: Record<string, unknown>, label: string): Record<string, string> {
	const given = entriesOf(values, label).filter(([, value]) => isGiven(value));
	return Object.fromEntries(
		given.map(([name, value]) => {
			sendable(value, `${label}: ${shown(name)}`);
			return [name, textOf(value)];
		}),
	);
}

/** Custom attributes: text, numbers and booleans, or null. Undefined is left out. */
export function customAttributesInput(
	values: Record<string, unknown>,
	label: string,
): Record<string, string | number | boolean | null> {
	const attributes: Array<[string, string | number | boolean | null]> = [];
	for (const [name, value] of entriesOf(values, label)) {
		if (value === undefined) continue;
		if (value !== null && !isScalar(value)) throw cannotBeStored(label, name);
		attributes.push([name, value]);
	}
	return Object.fromEntries(attributes);
}
