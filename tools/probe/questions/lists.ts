import { answering, formOf, rowsOf, timeUntil } from '../account.ts';
import type { Chapter, Question, World } from '../question.ts';
import { late } from './agents.ts';

const LIST = '/v3/list-chats';

/** The rows that a filter finds among the chats of the agent. */
async function find({ account, agentId }: World, filter: object) {
	const filter_criteria = { agent: [{ agent_id: agentId() }], ...filter };
	return rowsOf(await account.must('POST', LIST, { filter_criteria, limit: 1000 }));
}

/** @throws Error if the list doesn't show the chat: then its row says nothing */
async function rowOf(world: World, id: string) {
	const row = (await find(world, {})).find(({ chat_id: listed }) => listed === id);
	if (!row) throw new Error('the list does not show the chat');
	return row;
}

const between = (low: number, high: number) => ({ type: 'range', op: 'bt', value: [low, high] });

/** Whether `bt` finds a chat at the bounds of a range. */
function asksOfBounds(asks: string, name: 'start_timestamp' | 'end_timestamp'): Question {
	return {
		asks,
		async ask(world) {
			const id = world.chatId('ended');
			const { [name]: time } = await world.account.must('GET', `/get-chat/${id}`);
			if (typeof time !== 'number') return { answer: `not to be seen: the chat shows no ${name}` };
			const isFound = async (low: number, high: number) =>
				(await find(world, { [name]: between(low, high) })).some(({ chat_id: found }) => found === id);
			if (!(await isFound(time - 1, time + 1))) return { answer: 'not to be seen: no range around it finds it' };
			const [low, high] = [await isFound(time, time + 1), await isFound(time - 1, time)];
			return { answer: `the lower is ${low ? 'in' : 'out'}, the upper is ${high ? 'in' : 'out'}` };
		},
	};
}

export const lists: Chapter = {
	title: 'Lists',
	questions: [
		{
			asks: 'How late does a list show a chat that was created?',
			async ask(world) {
				const { account, patience, startChat, nameChat } = world;
				const { chat_id: id } = await startChat();
				nameChat('listed', { chat_id: id });
				const isListed = async () => (await find(world, {})).some(({ chat_id: listed }) => listed === id);
				return { answer: late(await timeUntil(account, isListed, patience), patience) };
			},
		},
		{
			asks: 'How late does a list by end time show a chat that was ended?',
			assumes: 'within a minute',
			async ask(world) {
				const { account, patience, chatId, nameChat } = world;
				const id = chatId('listed');
				// With a message, so that there is something to analyze.
				await account.must('POST', '/create-chat-completion', { chat_id: id, content: 'Hello' });
				await account.must('PATCH', `/end-chat/${id}`);
				nameChat('ended', { chat_id: id });
				const filter = { end_timestamp: { type: 'number', op: 'gt', value: 0 } };
				const isListed = async () => (await find(world, filter)).some(({ chat_id: listed }) => listed === id);
				const took = await timeUntil(account, isListed, patience);
				return { answer: late(took, patience), isAsAssumed: took !== undefined && took < 60_000 };
			},
		},
		{
			asks: 'How long after the end does the chat show when it ended?',
			async ask({ account, patience, chatId }) {
				const path = `/get-chat/${chatId('ended')}`;
				const isThere = async () => typeof (await account.must('GET', path)).end_timestamp === 'number';
				return { answer: late(await timeUntil(account, isThere, patience), patience) };
			},
		},
		{
			asks: 'How long after the end is the analysis there?',
			async ask({ account, patience, chatId }) {
				const path = `/get-chat/${chatId('ended')}`;
				const isThere = async () => (await account.must('GET', path)).chat_analysis != null;
				return { answer: late(await timeUntil(account, isThere, patience), patience) };
			},
		},
		{
			asks: 'How much later does a list show the analysis?',
			async ask(world) {
				const { account, patience, chatId } = world;
				const id = chatId('ended');
				const isThere = async () =>
					(await find(world, {})).some(({ chat_id: listed, chat_analysis: own }) => listed === id && own != null);
				return { answer: late(await timeUntil(account, isThere, patience), patience) };
			},
		},
		asksOfBounds('Are the bounds of a range of start times in it?', 'start_timestamp'),
		asksOfBounds('Are the bounds of a range of end times in it?', 'end_timestamp'),
		{
			asks: 'What does a row of a list lack that the chat has?',
			assumes: 'at least transcript and message_with_tool_calls',
			async ask(world) {
				const id = world.chatId('ended');
				const chat = await world.account.must('GET', `/get-chat/${id}`);
				const row = await rowOf(world, id);
				const lacking = Object.keys(chat).filter((name) => !(name in row));
				return {
					answer: lacking.length === 0 ? 'nothing' : lacking.sort().join(', '),
					isAsAssumed: ['transcript', 'message_with_tool_calls'].every((name) => lacking.includes(name)),
				};
			},
		},
		{
			asks: 'Does a row of a list hold the metadata of the chat?',
			assumes: 'yes',
			async ask(world) {
				const id = world.chatId('updated');
				const { metadata } = await rowOf(world, id);
				const isThere = typeof metadata === 'object' && metadata !== null && 'probe' in metadata;
				return { answer: isThere ? 'yes' : 'no', isAsAssumed: isThere };
			},
		},
		{
			asks: 'In what order is a list?',
			assumes: 'the newest start first',
			async ask(world) {
				const starts = (await find(world, {})).map(({ start_timestamp: start }) => Number(start));
				if (starts.length < 2) throw new Error('the list has fewer than two chats');
				const isSorted = starts.every((start, n) => n === 0 || start <= Number(starts[n - 1]));
				return { answer: isSorted ? 'the newest start first' : 'in another', isAsAssumed: isSorted };
			},
		},
		{
			asks: 'Does a page of one row lead to the next, and tell the total?',
			assumes: 'yes',
			async ask(world) {
				const filter_criteria = { agent: [{ agent_id: world.agentId() }] };
				const page = { filter_criteria, limit: 1, include_total: true };
				const first = await world.account.must('POST', LIST, page);
				const second = await world.account.must('POST', LIST, { ...page, pagination_key: first.pagination_key });
				const [[one], [other]] = [rowsOf(first), rowsOf(second)];
				const leads = first.has_more === true && other !== undefined && one?.chat_id !== other.chat_id;
				const hasTotal = typeof first.total === 'number';
				return {
					answer: leads && hasTotal ? 'yes' : `${leads ? 'next' : 'no next'} page, ${hasTotal ? 'a' : 'no'} total`,
					isAsAssumed: leads && hasTotal,
				};
			},
		},
		{
			asks: 'Is a page of 1,000 rows to be had?',
			assumes: 'yes',
			async ask({ account }) {
				const answer = answering(await account.send('POST', LIST, { limit: 1000, include_total: true }));
				if (answer.status >= 300) return { answer: formOf(answer), isAsAssumed: false };
				const [rows, total] = [rowsOf(answer.body).length, Number(answer.body.total)];
				if (rows === 1000) return { answer: 'yes', isAsAssumed: true };
				if (total > rows || answer.body.has_more === true)
					return {
						answer: `${rows} rows${total > rows ? ` of ${total}` : ', and there are more'}`,
						isAsAssumed: false,
					};
				return { answer: 'it is not refused; the account has too few chats to fill it' };
			},
		},
	],
};
