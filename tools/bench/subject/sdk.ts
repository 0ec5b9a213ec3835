// Subjects that use retell-sdk as its documentation shows.
import pLimit from 'p-limit';
import { Retell } from 'retell-sdk';
import { idOf, nodeAround, textIn } from './bare.ts';
import type { Subject } from './engine.ts';
import type { Setup } from './nodes.ts';

type Chat = Retell.ChatListResponse['items'][number];

function clientOf({ apiKey, baseUrl: baseURL }: Setup): Retell {
	return new Retell({ apiKey, baseURL });
}

export function sdkEndSequential(setup: Setup): Subject {
	const client = clientOf(setup);
	return nodeAround(async (items) => {
		const results: object[] = [];
		for (const item of items) {
			await client.chat.end(idOf(item));
			results.push({ chat_id: idOf(item), ended: true });
		}
		return results;
	});
}

export function sdkEndParallel(setup: Setup): Subject {
	const client = clientOf(setup);
	const limit = pLimit(setup.parallel);
	return nodeAround(
		async (items) =>
			await limit.map(items, async (item) => {
				await client.chat.end(idOf(item));
				return { chat_id: idOf(item), ended: true };
			}),
	);
}

async function listAll(client: Retell): Promise<Chat[]> {
	const chats: Chat[] = [];
	for (let pagination_key: string | undefined; ;) {
		const page = await client.chat.list({ limit: 1000, ...(pagination_key && { pagination_key }) });
		chats.push(...page.items);
		pagination_key = page.pagination_key;
		if (!page.has_more || pagination_key === undefined) return chats;
	}
}

export function sdkList(setup: Setup): Subject {
	const client = clientOf(setup);
	return nodeAround(async () => await listAll(client));
}

export function sdkTranscripts(setup: Setup): Subject {
	const client = clientOf(setup);
	const limit = pLimit(setup.parallel);
	return nodeAround(
		async () => await limit.map(await listAll(client), async ({ chat_id }) => await client.chat.retrieve(chat_id)),
	);
}

/** One chat for each key: the keys side by side, the messages of each one after the other. */
export function sdkSends(setup: Setup): Subject {
	const client = clientOf(setup);
	const limit = pLimit(setup.parallel);
	return nodeAround(async (items) => {
		const byKey = new Map<string, Array<{ index: number; content: string }>>();
		for (const [index, item] of items.entries()) {
			const key = textIn(item, 'key');
			byKey.set(key, [...(byKey.get(key) ?? []), { index, content: textIn(item, 'text') }]);
		}
		const results: object[] = [];
		await limit.map(byKey.values(), async (messages) => {
			const { chat_id } = await client.chat.create({ agent_id: setup.agent });
			for (const { index, content } of messages) {
				const answer = await client.chat.createChatCompletion({ chat_id, content });
				results[index] = { chat_id, messages: answer.messages };
			}
		});
		return results;
	});
}
