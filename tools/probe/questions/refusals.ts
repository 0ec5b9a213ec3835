import { answering, formOf } from '../account.ts';
import type { Chapter, Question, World } from '../question.ts';

interface Refused {
	what: string;
	statuses: number[];
	/** In what the status alone doesn't say. */
	words?: RegExp;
	request: (world: World) => [method: string, path: string, body?: unknown, apiKey?: string];
}

const ENDED = { statuses: [400], words: /chat already ended/i };
const UNKNOWN = { statuses: [404, 422] };

const refused: Refused[] = [
	{ what: 'a wrong key', statuses: [401], request: () => ['GET', '/get-concurrency', undefined, 'key_that_is_none'] },
	{ what: 'a chat that is none', ...UNKNOWN, request: () => ['GET', '/get-chat/chat_0000000000000000000000000000'] },
	{
		what: 'a chat with an agent that is none',
		...UNKNOWN,
		request: () => ['POST', '/create-chat', { agent_id: 'agent_0000000000000000000000000000' }],
	},
	{ what: 'a chat without an agent', statuses: [400], request: () => ['POST', '/create-chat', {}] },
	{
		what: 'a version as text',
		statuses: [400],
		request: ({ agentId }) => ['POST', '/create-chat', { agent_id: agentId(), agent_version: '3' }],
	},
	{
		what: 'a variable that is a number',
		statuses: [400],
		request: ({ agentId }) => [
			'POST',
			'/create-chat',
			{ agent_id: agentId(), retell_llm_dynamic_variables: { number: 1 } },
		],
	},
	{
		what: 'a message to an ended chat',
		...ENDED,
		request: ({ chatId }) => ['POST', '/create-chat-completion', { chat_id: chatId('ended'), content: 'Hello' }],
	},
	{
		what: 'the end of an ended chat',
		...ENDED,
		request: ({ chatId }) => ['PATCH', `/end-chat/${chatId('ended')}`],
	},
	{
		what: 'skip together with a pagination key',
		statuses: [400],
		request: (world) => ['POST', '/v3/list-chats', { ...ofAgent(world), skip: 0, pagination_key: 'key' }],
	},
	{
		what: 'a page of 1,001 rows',
		statuses: [400],
		request: (world) => ['POST', '/v3/list-chats', { ...ofAgent(world), limit: 1001 }],
	},
	{ what: 'a path that is gone', statuses: [404], request: () => ['GET', '/list-chat'] },
	{
		what: 'a chat that was deleted',
		...UNKNOWN,
		request: ({ chatId }) => ['GET', `/get-chat/${chatId('deleted')}`],
	},
];

const ofAgent = ({ agentId }: World) => ({ filter_criteria: { agent: [{ agent_id: agentId() }] } });

function asksHowRefused({ what, statuses, words = /(?:)/, request }: Refused): Question {
	return {
		asks: `How is ${what} refused?`,
		assumes: `with ${statuses.join(' or ')}${words.source === '(?:)' ? '' : `, "${words.source}"`}`,
		async ask(world) {
			const [method, path, body, apiKey] = request(world);
			const answer = answering(await world.account.send(method, path, body, apiKey));
			return {
				answer: answer.status < 300 ? `not at all: ${answer.status}` : formOf(answer),
				isAsAssumed: statuses.includes(answer.status) && words.test(formOf(answer)),
			};
		},
	};
}

export const refusals: Chapter = {
	title: 'Refusals',
	questions: [
		{
			asks: 'What does the end of a chat answer, and its deletion?',
			assumes: '204 and 204',
			async ask({ account, nameChat, startChat }) {
				const { chat_id: id } = await startChat();
				const { status: ended } = answering(await account.send('PATCH', `/end-chat/${String(id)}`));
				const { status: deleted } = answering(await account.send('DELETE', `/delete-chat/${String(id)}`));
				if (deleted < 300) nameChat('deleted', { chat_id: id });
				return { answer: `${ended} and ${deleted}`, isAsAssumed: ended === 204 && deleted === 204 };
			},
		},
		...refused.map(asksHowRefused),
		{
			asks: "Which headers tell of the account's limits?",
			ask: async ({ account }) =>
				await Promise.resolve({ answer: account.limitHeaders().join(', ') || 'none in any answer' }),
		},
		{
			asks: "How far is Retell's clock from this machine's?",
			assumes: 'less than a minute',
			async ask({ account }) {
				const before = Date.now();
				const { date } = await account.send('GET', '/get-concurrency');
				// The header has whole seconds.
				const off = Math.max(before - date - 1_000, date - Date.now(), 0);
				if (Number.isNaN(off)) return { answer: 'the answers have no Date header' };
				return {
					answer: off < 60_000 ? 'less than a minute' : `${Math.round(off / 1_000)} s`,
					isAsAssumed: off < 60_000,
				};
			},
		},
	],
};
