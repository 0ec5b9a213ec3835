import { max, median, min } from 'simple-statistics';

interface Spread {
	min: number;
	median: number;
	max: number;
}

export function spreadOf(values: number[]): Spread {
	return { min: min(values), median: median(values), max: max(values) };
}

export function ratios(values: number[], to: number[]): number[] {
	return values.map((value, index) => value / (to[index] ?? NaN));
}

/** A number with three significant digits, or all of its whole ones. */
export function digits(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
	return value.toPrecision(3);
}

/** The median with the least and the most: `5.22 (5.20–5.31)`. */
export function spreadText(values: number[]): string {
	const { min: least, median: middle, max: most } = spreadOf(values);
	if (least === most) return digits(middle);
	return `${digits(middle)} (${digits(least)}–${digits(most)})`;
}
