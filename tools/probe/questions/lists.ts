import { answering, formOf, rowsOf } from '../account.ts';
import type { Chapter, Question, World } from '../question.ts';
import { howLate } from './agents.ts';

const LIST = '/v3/list-chats';

/** The rows that a filter finds among the chats of the agent. */
async function find({ account, agentId }: World, filter: object) {
	const filter_criteria = { agent: [{ agent_id: agentId() }], ...filter };
	return rowsOf(await account.must('POST', LIST, { filter_criteria, limit: 1000 }));
}

/** The row of a chat; undefined if the list, or what a filter leaves of it, does not show it. */
async function findRow(world: World, id: unknown, filter: object = {}) {
	return (await find(world, filter)).find(({ chat_id: listed }) => listed === id);
}

/** @throws Error if the list doesn't show the chat: then its row says nothing */
async function rowOf(world: World, id: string) {
	const row = await findRow(world, id);
	if (!row) throw new Error('the list does not show the chat');
	return row;
}

async function endedChat({ account, chatId }: World) {
	return await account.must('GET', `/get-chat/${chatId('ended')}`);
}

/** Whether `bt` finds a chat at the bounds of a range. */
function asksOfBounds(asks: string, name: 'start_timestamp' | 'end_timestamp'): Question {
	return {
		asks,
		async ask(world) {
			const id = world.chatId('ended');
			const { [name]: time } = await endedChat(world);
			if (typeof time !== 'number') return { answer: `not to be seen: the chat shows no ${name}` };
			const isFound = async (low: number, high: number) =>
				(await findRow(world, id, { [name]: { type: 'range', op: 'bt', value: [low, high] } })) !== undefined;
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
				const { chat_id: id } = await world.startChat();
				world.nameChat('listed', { chat_id: id });
				return await howLate(world, async () => (await findRow(world, id)) !== undefined);
			},
		},
		{
			asks: 'How late does a list by end time show a chat that was ended?',
			assumes: 'within a minute',
			async ask(world) {
				const { account, chatId, nameChat } = world;
				const id = chatId('listed');
				// With a message, so that there is something to analyze.
				await account.must('POST', '/create-chat-completion', { chat_id: id, content: 'Hello' });
				await account.must('PATCH', `/end-chat/${id}`);
				nameChat('ended', { chat_id: id });
				const filter = { end_timestamp: { type: 'number', op: 'gt', value: 0 } };
				const { answer, ms = Infinity } = await howLate(
					world,
					async () => (await findRow(world, id, filter)) !== undefined,
				);
				return { answer, isAsAssumed: ms < 60_000 };
			},
		},
		{
			asks: 'How long after the end does the chat show when it ended?',
			ask: async (world) =>
				await howLate(world, async () => typeof (await endedChat(world)).end_timestamp === 'number'),
		},
		{
			asks: 'How long after the end is the analysis there?',
			ask: async (world) => await howLate(world, async () => (await endedChat(world)).chat_analysis != null),
		},
		{
			asks: 'How much later does a list show the analysis?',
			async ask(world) {
				const id = world.chatId('ended');
				return await howLate(world, async () => (await findRow(world, id))?.chat_analysis != null);
			},
		},
		asksOfBounds('Are the bounds of a range of start times in it?', 'start_timestamp'),
		asksOfBounds('Are the bounds of a range of end times in it?', 'end_timestamp'),
		{
			asks: 'What does a row of a list lack that the chat has?',
			assumes: 'at least transcript and message_with_tool_calls',
			async ask(world) {
				const chat = await endedChat(world);
				const row = await rowOf(world, world.chatId('ended'));
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
