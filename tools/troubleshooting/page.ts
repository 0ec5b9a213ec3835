import { MESSAGES } from './messages.ts';

/** A row that begins with the name of a message, as `| <!-- keyRefused -->`: what stands before its text, that, and the rest. */
const ROW = /^(\| <!-- ([\w.]+) --> [^`\n]*)`[^`\n]*`(.*)$/gm;
/** In the rest, the message's own advice. What the page says besides comes after the empty comment. */
const ADVICE = /(?<=\| )(?:\\.|[^|\\])*(?=<!-- -->)/;

/** The names of the messages that a page has a row of. */
export const namesIn = (page: string) => [...page.matchAll(ROW)].map(([, , name = '']) => name);

/** A page with the texts of the messages in its rows, and their advice, as they are now. */
export function withMessages(page: string): string {
	const messages = Object.values(MESSAGES).flat();
	return page.replace(ROW, (_row, before: string, name: string, rest: string) => {
		const message = messages.find((each) => each.name === name);
		if (!message) throw new Error(`There is no message "${name}"`);
		const advice = cellOf(markdownOf(message.advice.trim()));
		if ((advice !== '') !== ADVICE.test(rest)) throw new Error(`"${name}": an empty comment goes after an advice`);
		return `${before}\`${cellOf(message.text)}\`${rest.replace(ADVICE, () => advice)}`;
	});
}

function cellOf(text: string): string {
	return text.replaceAll('|', '\\|');
}

/** What is meant to the letter, as code: expressions, JSON, environment variables. */
function markdownOf(advice: string): string {
	return advice.replace(/\{\{.*?\}\}|\{ ?".*\}|\b[A-Z_]+=\S*\w/g, '`$&`');
}
