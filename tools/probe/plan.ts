import type { Chapter } from './question.ts';

/** What is made at most, and what Retell charges for. */
const MADE = 'one chat agent, with two versions, on the engine that it is given or finds; six chats with it';
const CHARGED =
	'three replies of the agent in chats, one in its playground, and the analyses of two chats that have ended, at the prices of your plan and of the model of the engine';

/** What the run is going to do, for a person to agree to. */
export function planOf(chapters: Chapter[], account: string): string {
	const questions = chapters.map(({ title, questions: { length } }) => `  ${title}: ${length} questions`);
	return [
		`The probe asks ${account} how it behaves, and compares that with what the package takes for granted.`,
		'',
		...questions,
		'',
		`It makes ${MADE}.`,
		`It costs ${CHARGED}: cents, not dollars.`,
		'It reads no chat of yours, changes none of your agents, texts nobody, and removes what it made, also after Ctrl-C.',
		'Its report holds no key, no ID and no text of a person.',
	].join('\n');
}
