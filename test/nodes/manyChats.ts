import type { INodeParameters } from 'n8n-workflow';

import type { ChatSeed } from '../../tools/sandbox/index.ts';
import { HOUR, SECOND } from '../../tools/times.ts';
import type { RunOptions } from '../host/run.ts';
import { useWorld } from './world.ts';

/** A world for the tests of one file, without a chat at first. */
export function useManyChats() {
	const world = useWorld();
	beforeEach(() => {
		const { store } = world.sandbox;
		for (const { chat_id } of [...store.chats()]) store.deleteChat(chat_id);
	});
	/** Adds ongoing chats that started a second apart, a day ago: chat_0 is the oldest. */
	const addChats = (count: number, seed: ChatSeed = {}) => {
		const start = Date.now() - 24 * HOUR;
		return Array.from({ length: count }, (_, n) => {
			const chat = { chat_id: `chat_${n}`, start_timestamp: start + n * SECOND, ...seed };
			return world.sandbox.store.addChat(chat).chat_id;
		});
	};
	return {
		world,
		requestsTo: world.requestsTo,
		endMany: (parameters: INodeParameters = {}, options: Partial<RunOptions> = {}) =>
			world.run('chat.endMany', { parameters, ...options }),
		deleteMany: (parameters: INodeParameters = {}) => world.run('chat.deleteMany', { parameters }),
		addChats,
		statusOf: (id: string) => world.sandbox.store.getChat(id)?.chat_status,
	};
}

export function idsOf(rows: ReadonlyArray<{ chat_id?: unknown }>): unknown[] {
	return rows.map(({ chat_id }) => chat_id);
}
