import type { ChatSeed, Sandbox } from '../../tools/sandbox/index.ts';
import { useWorld, type World } from './world.ts';
import { HOUR, SECOND } from '../../tools/times.ts';

/** An answer of 500 that asks for no long wait. */
export const BROKEN = { kind: 'status', status: 500, headers: { 'retry-after-ms': '1' } } as const;

interface ManyChats {
	world: World;
	/** Adds ongoing chats that started a second apart, a day ago: chat_0 is the oldest. */
	addChats: (count: number, seed?: ChatSeed) => string[];
	requestsTo: (path: string) => Sandbox['requests'];
	statusOf: (id: string) => string | undefined;
}

/** A world for the tests of one file, without a chat at first. */
export function useManyChats(): ManyChats {
	const world = useWorld();
	beforeEach(() => {
		const { store } = world.sandbox;
		for (const { chat_id } of [...store.chats()]) store.deleteChat(chat_id);
	});
	return {
		world,
		addChats: (count, seed = {}) => {
			const start = Date.now() - 24 * HOUR;
			return Array.from({ length: count }, (_, n) => {
				return world.sandbox.store.addChat({ chat_id: `chat_${n}`, start_timestamp: start + n * SECOND, ...seed })
					.chat_id;
			});
		},
		requestsTo: (path) => world.sandbox.requests.filter((request) => request.path.startsWith(path)),
		statusOf: (id) => world.sandbox.store.getChat(id)?.chat_status,
	};
}

export function idsOf(rows: Array<Record<string, unknown>>): unknown[] {
	return rows.map(({ chat_id }) => chat_id);
}
