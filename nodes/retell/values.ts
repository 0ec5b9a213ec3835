/** True for anything that has properties: an object, but not null and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what JSON calls an object: not for a date, a map or anything else with a class of its own. */
export function isPlain(value: unknown): value is Record<string, unknown> {
	if (!isRecord(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	// Objects of other realms have another `Object.prototype`.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The JSON of a value; undefined if it has none: a function, or an object that holds itself. */
export function jsonOf(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		return undefined;
	}
}

/** Any value as text: of an object its JSON, of a date its ISO text. */
export function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'object') return String(value);
	const json = jsonOf(value);
	if (json === undefined) return '(no text)';
	const plain: unknown = JSON.parse(json);
	return typeof plain === 'string' ? plain : json;
}

/** Text that a path can hold: dots alone would lead to another call, half a character cannot be sent. */
export function isId(value: unknown): value is string {
	return isText(value) && value !== '.' && value !== '..' && !/\p{Surrogate}/u.test(value);
}

/** True for text that is not empty. */
export function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
