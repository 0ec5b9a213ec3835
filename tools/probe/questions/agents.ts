import { answering, formOf, rowsOf, timeUntil } from '../account.ts';
import type { Chapter, World } from '../question.ts';

const agentPath = ({ agentId }: World) => `/get-chat-agent/${agentId()}`;

export const agents: Chapter = {
	title: 'Agents and their versions',
	questions: [
		{
			asks: 'What is a new agent?',
			assumes: 'version 0, a draft',
			async ask({ account, made, engine }) {
				const settings = { response_engine: engine, agent_name: made.agentName, end_chat_after_silence_ms: null };
				const { version, is_published: isPublished } = await account.must('POST', '/create-chat-agent', settings);
				return {
					answer: `version ${String(version)}, ${isPublished === true ? 'published' : 'a draft'}`,
					isAsAssumed: version === 0 && isPublished !== true,
				};
			},
		},
		{
			asks: 'Does null for end_chat_after_silence_ms turn auto-close off?',
			async ask(world) {
				const { end_chat_after_silence_ms: silence } = await world.account.must('GET', agentPath(world));
				return {
					answer: `the agent then shows ${silence === undefined ? 'no such setting' : JSON.stringify(silence)}`,
				};
			},
		},
		{
			asks: 'How long after its creation is an agent found by its name?',
			async ask(world) {
				const { account, made } = world;
				const filter_criteria = { channel: { type: 'string', op: 'eq', value: 'chat' }, query: made.agentName };
				return await howLate(world, async () =>
					rowsOf(await account.must('POST', '/v2/list-agents', { filter_criteria })).some(
						({ agent_id: id }) => id === made.agentId,
					),
				);
			},
		},
		{
			asks: 'How is a chat with the published version of an agent refused that has none?',
			assumes: 'with a status from 400 to 422',
			async ask({ account, agentId }) {
				const body = { agent_id: agentId(), agent_version: 'latest_published' };
				const answer = answering(await account.send('POST', '/create-chat', body));
				const isRefused = answer.status >= 400 && answer.status <= 422;
				return { answer: isRefused ? formOf(answer) : `not at all: ${answer.status}`, isAsAssumed: isRefused };
			},
		},
		{
			asks: 'Does a version that was published show it?',
			publishes: true,
			assumes: 'yes',
			async ask(world) {
				const { account, agentId } = world;
				await account.must('POST', `/publish-agent-version/${agentId()}`, { version: 0 });
				const { is_published: isPublished } = await account.must('GET', `${agentPath(world)}?version=0`);
				return { answer: isPublished === true ? 'yes' : 'no', isAsAssumed: isPublished === true };
			},
		},
		{
			asks: 'What happens to a change of a published version?',
			publishes: true,
			async ask({ account, agentId }) {
				const path = `/update-chat-agent/${agentId()}?version=0`;
				const answer = answering(await account.send('PATCH', path, { auto_close_message: 'Goodbye' }));
				const { version } = answer.body;
				return { answer: answer.status < 300 ? `it goes into version ${String(version)}` : formOf(answer) };
			},
		},
		{
			asks: 'What is a new version?',
			publishes: true,
			assumes: 'a draft with the next number',
			async ask({ account, agentId }) {
				const { version, is_published: isPublished } = await account.must(
					'POST',
					`/create-agent-version/${agentId()}`,
					{ base_version: 0 },
				);
				const isDraft = isPublished !== true && Number(version) > 0;
				return {
					answer: isDraft ? 'a draft with the next number' : `version ${String(version)}, published`,
					isAsAssumed: isDraft,
				};
			},
		},
		{
			asks: 'Which version is returned if none is asked for?',
			publishes: true,
			assumes: 'the newest',
			async ask(world) {
				const { account, agentId } = world;
				const versions = rowsOf(await account.must('GET', `/list-agent-versions/${agentId()}?limit=100`));
				const newest = Math.max(...versions.map(({ version }) => Number(version)));
				const { version } = await account.must('GET', agentPath(world));
				return {
					answer: version === newest ? 'the newest' : `${String(version)}, while the newest is ${newest}`,
					isAsAssumed: version === newest,
				};
			},
		},
	],
};

/** How late something comes, in words and in ms. */
export async function howLate({ account, patience }: World, isThere: () => Promise<boolean>) {
	const ms = await timeUntil(account, isThere, patience);
	return { answer: ms === undefined ? `not within ${patience / 1_000} s` : `after ${ms} ms`, ms };
}
