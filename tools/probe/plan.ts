import type { Question } from './question.ts';

/** What is made at most, and what Retell charges for. */
const MADE =
	'one chat agent, with up to two versions, on the response engine that you choose with --engine or else the first of the account; six chats with it at most';
const CHARGED =
	'three replies of the agent in chats, one in its playground, and the analyses of two chats that have ended, at the prices of your plan and of the model of the engine';

/** What the run is going to do, for a person to agree to. */
export function planOf(questions: Array<{ chapter: string; question: Question }>, account: string): string {
	const chapters = [...new Set(questions.map(({ chapter }) => chapter))];
	const counts = chapters.map((title) => {
		const { length } = questions.filter(({ chapter }) => chapter === title);
		return `  ${title}: ${length} questions`;
	});
	const publishes = questions.some(({ question }) => question.publishes);
	return [
		`The probe asks ${account} how it behaves, and compares that with what the package takes for granted.`,
		'',
		...counts,
		'',
		`It makes ${MADE}.`,
		account === 'the sandbox' ? 'It costs nothing.' : `It costs ${CHARGED}: probably cents, not dollars.`,
		publishes
			? 'It publishes its agent. Retell can then also publish the version of the response engine, which is not undone.'
			: 'To also ask about publishing, name a response engine with --engine: Retell can publish its version, too.',
		'Its agent uses the tools of the response engine for real: choose an engine that does no harm.',
		'It changes no chat and no agent of yours, texts nobody, and removes what it made, even after Ctrl-C.',
		'It requests one page of your newest chats, only to count its rows. Its own chats also reach the webhook of the account and the triggers that watch all agents.',
		'Its report holds no key, no ID and nothing that people wrote.',
	].join('\n');
}
