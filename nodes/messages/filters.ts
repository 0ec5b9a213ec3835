import { Explained } from './explained';

// What is wrong with a filter. `label`: its display name.

export const boundsCrossed = (high: string, low: string, areTimes: boolean) =>
	new Explained(
		`"${high}" ${areTimes ? 'is earlier than' : 'is less than'} "${low}"`,
		'Nothing can match both. Swap them, or remove one.',
	);

export const noComparison = (label: string, comparisons: string[]) =>
	new Explained(`"${label}" is empty`, `Use one of these: ${comparisons.join(', ')}.`);

export const nothingToCompareWith = (label: string) =>
	new Explained(`"${label}" is empty`, 'Enter a value to compare with, or select "Exists".');
