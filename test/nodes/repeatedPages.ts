import { isRecord } from '../../nodes/retell/values.ts';
import type { Sandbox } from '../../tools/sandbox/index.ts';
import { toKey } from '../../tools/sandbox/paging.ts';

/** From now on, each page of chats leads by a new key to a place before all chats, so that the same rows come again. */
export function repeatPages({ faults, clock }: Sandbox): void {
	let pages = 0;
	faults.add({
		kind: 'rewrite',
		path: '/v3/list-chats',
		change: (answer) => {
			if (!isRecord(answer)) return answer;
			const before = { value: clock.now() + 86_400_000 + pages++, id: 'chat' };
			return { ...answer, has_more: true, pagination_key: toKey('chats', before) };
		},
	});
}
