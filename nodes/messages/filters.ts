import { Explained } from './explained';
import { shown } from './quotes';

// What is wrong with a filter. `label`: its display name.

export const boundsCrossed = (high: string, low: string, areTimes: boolean) =>
	new Explained(
		`"${high}" ${areTimes ? 'is earlier than' : 'is less than'} "${low}"`,
		'Nothing can match both. Swap them, or remove one.',
	);

export const noSuchComparison = (label: string, name: string, comparisons: string[]) =>
	new Explained(`"${label}" has no comparison ${shown(name)}`, `Use one of these: ${comparisons.join(', ')}.`);

export const nothingToCompareWith = (label: string) =>
	new Explained(`"${label}" is empty`, 'Enter a value to compare with, or select "Exists".');
