import { isAbsent } from './check/values';

// A parameter's template is its text as it stands in the workflow: with "=" in front, n8n puts values in
// the place of its {{ }}; without, it is the value.

const EXPRESSION = /\{\{[^]*?\}\}/g;
/** What n8n gives to expressions. Nothing else has such names between such braces. */
const OF_N8N =
	/\$(?:json|node|input|items?|binary|now|today|vars|env|execution|workflow|fromAI|prevNode|runIndex|itemIndex|parameter|secrets)\b|\$\(\s*["'`]/;
/** An expression that chooses to return nothing: `cond ? "x" : ""`, `$json.a && ":" + $json.a`, or `if`. */
const CHOOSES = /(?<!\?)[?:]\s*(?:''|""|``|null\b|undefined\b)|&&|\bif\s*\(/;
const CONSTANT = /^\{\{\s*(["'`])[^"'`]*\1\s*\}\}$/;

/**
 * What stays of a parameter's template if all its expressions return nothing: `wa-` of
 * `=wa-{{ $json.from }}`. Undefined if it holds no expression.
 */
export function literalsOf(raw: unknown): string | undefined {
	if (typeof raw !== 'string' || !/^=.*\{\{.*\}\}/s.test(raw)) return undefined;
	return raw.slice(1).replace(EXPRESSION, '');
}

/**
 * Whether a parameter's template is one expression and nothing else. n8n then gives what it returns;
 * of all others it gives a text, in which nothing and an empty text look the same.
 */
export function isOneExpression(raw: unknown): boolean {
	return literalsOf(raw) === '' && typeof raw === 'string' && raw.split('{{').length === 2;
}

/**
 * The first expression of a template with several of them that returns nothing, though each should tell
 * something: the second of `={{ $json.channel }}:{{ $json.from }}` for an item without `from`. One that
 * chooses to return nothing for some items, such as a condition with an empty branch, is none.
 *
 * @param evaluate gives what n8n makes of an expression such as `{{ $json.from }}`
 */
export function findEmptyPart(raw: unknown, evaluate: (expression: string) => unknown): string | undefined {
	// With a backslash in front, braces mean themselves.
	if (literalsOf(raw) === undefined || typeof raw !== 'string' || /\\[{}]{2}/.test(raw)) return undefined;
	const parts = raw.match(EXPRESSION) ?? [];
	if (parts.length < 2) return undefined;
	return parts.find((part) => !CONSTANT.test(part) && !CHOOSES.test(part) && isNothing(part, evaluate));
}

/**
 * An expression that n8n did not evaluate, since its field is set to Fixed: `{{ $json.from }}`.
 *
 * @param fixed the template of a field; all others have none
 * @param isCertain whether it has to name what n8n alone gives, since other texts have such braces, too
 */
export function findFixedExpression(raw: unknown, isCertain: boolean): string | undefined {
	if (typeof raw !== 'string' || raw.startsWith('=')) return undefined;
	return raw.match(/\{\{[^{}]+\}\}/g)?.find((expression) => !isCertain || OF_N8N.test(expression));
}

/** What n8n turns into an empty text among others. */
function isNothing(part: string, evaluate: (expression: string) => unknown): boolean {
	try {
		const value = evaluate(part);
		return isAbsent(value) || Number.isNaN(value);
	} catch {
		return false;
	}
}
