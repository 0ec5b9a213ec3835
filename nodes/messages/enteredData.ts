import { Explained } from './explained';
import { shown } from './quotes';

// What is wrong with values that stand under names of a person's own: metadata, dynamic variables, custom
// attributes. `label`: the parameter's display name.

export const notAnObject = (label: string) =>
	new Explained(
		`"${label}" must be an object`,
		'Add the values one by one with their names, or use an expression that returns an object, such as { "order": 7 }.',
	);

export const tooManyBytes = (label: string, bytes: number, most: number) =>
	new Explained(
		`"${label}" is too large: ${bytes} bytes`,
		`Retell stores at most ${most} bytes per chat. Store long text elsewhere, and put a link to it here.`,
	);

/** `mode`: the display name of the parameter that lets a person replace what is there. */
export const tooManyBytesTogether = (label: string, bytes: number, most: number, mode: string) =>
	new Explained(
		`"${label}" is too large together with the metadata that the chat has: ${bytes} bytes`,
		`Retell stores at most ${most} bytes per chat. To remove what you don't need, set its value to null, or set "${mode}" to Replace.`,
	);

export const valueWithoutName = (label: string) =>
	new Explained(`"${label}" has a value without a name`, 'Give the value a name, or remove its row.');

export const notOfType = (label: string, type: string, value: string) =>
	new Explained(
		`"${label}" must be of the type ${type}, not ${shown(value)}`,
		'Change the value, or the type next to it.',
	);

export const cannotBeSent = (label: string) =>
	new Explained(
		`"${label}" has a value that can't be sent`,
		'Use text, a number, true or false, or an object or list of these. A calculation with a missing value returns none of these.',
	);

export const cannotBeStored = (label: string, name: string) =>
	new Explained(
		`"${label}" has a value that Retell can't store: ${shown(name)}`,
		'Custom attributes must be text, numbers, or true and false. Put objects and lists into "Metadata".',
	);

/** `clear`: the display name of the list of what is to be emptied. */
export const setAndCleared = (label: string, clear: string) =>
	new Explained(`"${label}" has a value, but "${clear}" removes it`, `Remove the field, or deselect it in "${clear}".`);

export const nothingToUpdate = () =>
	new Explained('"Update Fields" is empty', 'Add at least one field and give it a value.');
