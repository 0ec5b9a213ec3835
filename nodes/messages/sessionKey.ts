import { Explained } from './explained';
import { shown } from './quotes';

// What is wrong with a session key. `label`: the parameter's display name.

export const emptyKey = (label: string) =>
	new Explained(
		`"${label}" is empty`,
		'Enter a unique identifier of the person, such as a phone number: {{ $json.from }}. If you use an expression, it returns nothing for this item.',
	);

export const keyTooLong = (label: string, characters: number) =>
	new Explained(
		`"${label}" is too long: ${characters} characters`,
		'Use only the unique identifier of the person, such as {{ $json.from }}.',
	);

const shared = (message: string) =>
	new Explained(
		message,
		'Different people would share one conversation. Change the expression so that it returns text or a number that only this person has, such as {{ $json.from }}.',
	);

/** `leftover`: what a broken expression leaves, such as "undefined". */
export const keyHasLeftover = (label: string, leftover: string, key: string) =>
	shared(`"${label}" contains ${leftover}: ${shown(key)}`);

export const keyIsFixedPart = (label: string, key: string) =>
	shared(`The expression in "${label}" returns nothing: ${shown(key)}`);

export const keyWithoutLetter = (label: string, key: string) =>
	shared(`"${label}" must contain a letter or a digit: ${shown(key)}`);

export const keyPartEmpty = (label: string, expression: string) =>
	shared(`A part of "${label}" is empty: ${shown(expression)}`);

/** Of the message, too. */
export const setToFixed = (label: string, expression: string) =>
	new Explained(
		`"${label}" is set to Fixed and contains an expression: ${shown(expression)}`,
		'Set the field to Expression, so that n8n evaluates it.',
	);

/** `name`: under which the metadata hold the key. */
export const otherKeyInMetadata = (metadata: string, name: string, label: string) =>
	new Explained(
		`"${metadata}" has a "${name}" that differs from "${label}"`,
		`Rename the value in "${metadata}". The node stores the session key under this name.`,
	);
