// What JavaScript writes into a text in place of a value that isn't there, or of an object.
const OBJECT = /\[object \w+\]/g;
const PART = /\[object \w+\]|(?<![\p{L}\p{N}])(undefined|null|NaN)(?![\p{L}\p{N}])/u;

/** Whether a text is nothing but what a broken expression leaves: `undefined`, or `[object Object],[object Object]`. */
export function isLeftover(text: string): boolean {
	const rest = text.replaceAll(OBJECT, '');
	return rest === text ? ['undefined', 'null', 'NaN'].includes(text.trim()) : /^[\s,]*$/.test(rest);
}

/** What a broken expression left in a text: the `undefined` in `wa-undefined`. Words in capitals or within others are none. */
export function findLeftover(text: string): string | undefined {
	return PART.exec(text)?.[0];
}

/**
 * What stays of a parameter's template if all its expressions return nothing: `wa-` of
 * `=wa-{{ $json.from }}`. Undefined if it holds no expression.
 */
export function literalsOf(raw: unknown): string | undefined {
	if (typeof raw !== 'string' || !/^=.*\{\{.*\}\}/s.test(raw)) return undefined;
	return raw.slice(1).replace(/\{\{.*?\}\}/gs, '');
}
