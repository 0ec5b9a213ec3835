import { rowsOf, type Account } from './account.ts';

/** What was made for the questions, all of which is removed again. */
export interface Made {
	/** The name of the agent, by which it is found if the answer to its creation is lost. */
	agentName: string;
	agentId?: string;
	chatIds: Set<string>;
}

/** Removes what was made; gives what could not be removed, for a person to do it. */
export async function cleanUp(account: Account, made: Made): Promise<string[]> {
	const left: string[] = [];
	const remove = async (what: string, path: string, isThere: () => Promise<boolean>) => {
		try {
			const { status } = await account.send('DELETE', path);
			// It may have been deleted by a question.
			if (status >= 300 && (await isThere())) left.push(what);
		} catch {
			left.push(what);
		}
	};
	const isChatThere = async (id: string) => (await account.send('GET', `/get-chat/${id}`)).status < 300;
	const isAgentThere = async (id: string) => (await account.send('GET', `/get-chat-agent/${id}`)).status < 300;

	const agentIds = await agentsOf(account, made).catch(() => [made.agentId].flatMap((id) => id ?? []));
	for (const agentId of agentIds) {
		const listed = await chatsOf(account, agentId).catch(() => []);
		for (const id of new Set([...listed, ...made.chatIds])) {
			await remove(`chat ${id}`, `/delete-chat/${id}`, () => isChatThere(id));
		}
		await remove(`agent ${agentId}`, `/delete-chat-agent/${agentId}`, () => isAgentThere(agentId));
	}
	return left;
}

/** The agents with the name, though Retell never answered that it made them. */
async function agentsOf(account: Account, { agentId, agentName }: Made): Promise<string[]> {
	const filter_criteria = { channel: { type: 'string', op: 'eq', value: 'chat' }, query: agentName };
	const listed = await account.must('POST', '/v2/list-agents', { filter_criteria });
	const named = rowsOf(listed).filter(({ agent_name: name }) => name === agentName);
	const ids = new Set([agentId, ...named.map(({ agent_id: id }) => String(id))]);
	return [...ids].filter((id) => id !== undefined);
}

async function chatsOf(account: Account, agentId: string): Promise<string[]> {
	const filter_criteria = { agent: [{ agent_id: agentId }] };
	const listed = await account.must('POST', '/v3/list-chats', { filter_criteria, limit: 1000 });
	return rowsOf(listed).map(({ chat_id: id }) => String(id));
}
