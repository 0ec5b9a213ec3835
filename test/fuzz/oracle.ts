// What every failure must look like, whatever led to it.
import { inspect } from 'node:util';

import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { EXECUTION_CANCELED } from '../../nodes/messages/executions.ts';
import { MESSAGES } from '../../tools/troubleshooting/messages.ts';

/** All that this package says when something is wrong, with anything in the place of what its samples are about. */
const OURS = Object.values(MESSAGES)
	.flat()
	.filter(({ advice }) => advice !== '')
	.map(({ text, args }) => patternOf(text, args.flatMap(textsIn)));

function patternOf(text: string, values: string[]): RegExp {
	const variable = new RegExp([...values.map(escaped), '"[^"]*"', '\\d[\\d.]*'].join('|'));
	return new RegExp(`^${text.split(variable).map(escaped).join('.*')}$`, 's');
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
	return typeof value === 'string' && value !== '' ? [value] : [];
}

function escaped(text: string): string {
	return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** What only a programmer understands. */
const PROGRAMMERS =
	/Cannot (read|convert|set|destructure)|is not (a function|iterable|a constructor|extensible)|\b(Type|Range|Syntax|URI|Reference|Assertion)Error\b|URI malformed|Invalid (time value|array length|string length)|Unexpected (token|end of|non-whitespace)|JSON at position|serialize a BigInt|circular structure|Maximum call stack|\bat .+:\d+:\d+|node_modules/;

/** What a value looks like that was put into a text unseen. */
const LEFTOVERS = ['[object ', 'undefined', 'NaN', 'Infinity', 'function'];

/** Throws unless a failure is one of ours, in words for a person, and without the key. */
export function checkFailure(thrown: unknown, { input, key }: { input: unknown; key: string }): void {
	if (!(thrown instanceof NodeApiError || thrown instanceof NodeOperationError)) {
		throw new Error(`Not an error of n8n's: ${inspect(thrown)}`);
	}
	checkTexts(thrown, { input });
	withoutKey(thrown, key);
}

/** Of an error as n8n stores it. */
export function checkTexts(
	{ message: shown, description }: { message: string; description?: string | null },
	{ input }: { input: unknown },
): void {
	// Where a workflow is published, n8n shows the message alone: it then has the advice as well.
	const message = shown.replace(`. ${description}`, '');
	if (message === EXECUTION_CANCELED) return;
	// n8n cuts off a blank at the end.
	if (!OURS.some((text) => text.test(message) || text.test(`${message} `)))
		throw new Error(`Not a text of ours: ${message}`);
	if (typeof description !== 'string') throw new Error(`Nothing says how to mend it: ${message}`);
	const text = `${message}\n${description}`;
	const suspects = [...(PROGRAMMERS.exec(text)?.slice(0, 1) ?? []), ...LEFTOVERS.filter((each) => text.includes(each))];
	if (suspects.length === 0) return;
	const known = inspect(input, { depth: null, maxStringLength: null, maxArrayLength: null });
	const strange = suspects.find((each) => !known.includes(each));
	if (strange !== undefined) throw new Error(`A programmer's word or a leftover, "${strange}": ${text}`);
}

/** Throws if the API key stands anywhere in what came out. */
export function withoutKey(output: unknown, key: string): void {
	const text = inspect(output, { depth: 8, maxStringLength: null });
	if (text.includes(key)) throw new Error('The API key came out');
}

/** Throws if something reached the prototypes that all objects share. */
export function checkPrototypes(): void {
	const extra = [Object.prototype, Array.prototype, Function.prototype].flatMap((prototype) => Object.keys(prototype));
	if (extra.length > 0) throw new Error(`Prototypes were changed: ${extra.join()}`);
}

// Kept from before tests replace them.
const { setTimeout, clearTimeout } = globalThis;

/** Fails after so long, far beyond what a slow machine needs: a case never hangs. */
export async function bounded<Result>(work: Promise<Result>, ms = 60_000): Promise<Result> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`No end after ${ms} ms`)), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
