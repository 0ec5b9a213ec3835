// What the page says of the messages besides their own words.
import type { Explained } from '../../nodes/messages/explained.ts';

/** What there is to say of a message. All texts but the arguments are Markdown. */
type Entry<Args extends unknown[]> = (Args extends [] ? { with?: [] } : { with: Args }) & {
	means?: string;
	/** What to do, besides the message's own advice. */
	also?: string;
	/** Why the page has no row of it, such as another message with the same text. */
	unlisted?: string;
};

/** An entry for each message of a file, or one for each of several samples. Without one, the types don't fit. */
type Entries<Messages> = {
	[Name in NameOf<Messages>]: Messages[Name] extends string
		? OneOrMore<[]>
		: Messages[Name] extends (...args: infer Args) => string | Explained
			? OneOrMore<Args>
			: never;
};
/** To a module, the package's files are CommonJS: a namespace of such a one has all of it as "default", too. */
type NameOf<Messages> = Exclude<keyof Messages, 'default'>;
type OneOrMore<Args extends unknown[]> = Entry<Args> | Array<Entry<Args>>;

/** A message as a person sees it, with what the page says of it. */
export interface Told<Name = string> {
	/** Undefined for what others say, such as n8n. */
	name: Name | undefined;
	text: string;
	/** The second part of an error. */
	advice: string;
	means: string;
	also: string;
	unlisted?: string;
	inLog?: boolean;
}

/** The messages of a file of the catalogue, in the order of their entries. */
export function toldBy<Messages extends object>(
	messages: Messages,
	entries: Entries<Messages>,
): Array<Told<NameOf<Messages>>> {
	const names = Object.keys(entries) as Array<NameOf<Messages>>;
	return names.flatMap((name) => {
		const samples: Array<Entry<unknown[]>> = [entries[name] as OneOrMore<unknown[]>].flat();
		return samples.map(({ with: args = [], means = '', also = '', unlisted }) => {
			const said = saidBy(messages[name], args);
			return { name, ...said, means, also, unlisted };
		});
	});
}

function saidBy(message: unknown, args: unknown[]): { text: string; advice: string } {
	const said = (typeof message === 'function' ? Reflect.apply(message, undefined, args) : message) as
		string | Explained;
	return typeof said === 'string' ? { text: said, advice: '' } : { text: said.message, advice: said.description };
}

/** Those with these names, in this order. */
export function only<Name>(told: Array<Told<Name>>, ...names: Name[]): Array<Told<Name>> {
	return names.flatMap((name) => told.filter((each) => each.name === name));
}

/** Those without these names. */
export function without<Name>(told: Array<Told<Name>>, ...names: Name[]): Array<Told<Name>> {
	return told.filter(({ name }) => name === undefined || !names.includes(name));
}

/** The same, where they stand in n8n's log. */
export function inLog<Name>(told: Array<Told<Name>>): Array<Told<Name>> {
	return told.map((each) => ({ ...each, inLog: true }));
}

/** What others say, such as n8n. */
export function saidByOthers(text: string, means: string, also: string): Told {
	return { name: undefined, text, advice: '', means, also };
}
