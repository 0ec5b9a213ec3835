import type { Chapter } from './question.ts';

/** What is made at most, and what Retell charges for. */
const MADE =
	'one chat agent, with two versions, on the response engine that you choose with --engine or else the first of the account; six chats with it at most';
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
		account === 'the sandbox' ? 'It costs nothing.' : `It costs ${CHARGED}: probably cents, not dollars.`,
		'Its agent uses the tools of the response engine for real: choose an engine that does no harm.',
		'It changes no chat and no agent of yours, texts nobody, and removes what it made, even after Ctrl-C.',
		'It requests one page of your newest chats, only to count its rows. Its own chats also reach the webhook of the account and the triggers that watch all agents.',
		'Its report holds no key, no ID and nothing that people wrote.',
	].join('\n');
}
