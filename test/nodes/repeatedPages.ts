import { toKey } from '../../tools/sandbox/paging.ts';
import { DAY } from '../../tools/times.ts';
import type { World } from './world.ts';

/** From now on, each page of chats leads by a new key to a place before all chats, so that the same rows come again. */
export function repeatPages({ sandbox, rewrite }: World): void {
	let pages = 0;
	rewrite('/v3/list-chats', (page: object) => {
		const before = { value: sandbox.clock.now() + DAY + pages++, id: 'chat' };
		return { ...page, has_more: true, pagination_key: toKey('chats', before) };
	});
}
