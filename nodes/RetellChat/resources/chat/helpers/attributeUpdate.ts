import { isGiven } from '../../../../parameters/check/values';
import { getChat, updateChat } from '../../../../retell/api/chats';
import type { Chat } from '../../../../retell/api/types';
import { isRecord } from '../../../../retell/values';
import type { Item } from '../../../run/operation';
import type { Attribute, DataUpdate } from './updateMode';

// Whether update-chat merges custom attributes with those that a chat has, or replaces them, its
// reference doesn't say. What is sent comes to the same either way.

/**
 * All custom attributes that a chat gets: those that it has and that are not named, unless they are
 * replaced, and the changes. One whose value is null goes.
 *
 * @param chat as Retell has it; undefined if nothing of it is needed
 */
export function attributesOf(
	chat: Chat | undefined,
	{ changes, mode }: DataUpdate<Attribute>,
): Record<string, Attribute> {
	const stored = mode === 'merge' ? chat?.custom_attributes : undefined;
	return Object.fromEntries(Object.entries({ ...stored, ...changes }).flatMap(withValue));
}

/**
 * The IDs of attributes that a chat still has, though an update removes them.
 *
 * @param chat after the update
 */
export function findNotRemoved({ changes, mode }: DataUpdate<Attribute>, chat: Chat): string[] {
	const stored = Object.entries(storedOf(chat)).flatMap(([id, value]) => (isGiven(value) ? [id] : []));
	return stored.filter((id) => (Object.hasOwn(changes, id) ? changes[id] === null : mode === 'replace'));
}

/**
 * Looks at the attributes of a chat that was updated, and if Retell merged them, removes those that have
 * to go. The update is done, whether any of this succeeds or not.
 *
 * @param updated the answer to the update
 * @param sent the attributes that it sent
 * @returns the last answer to an update, and the chat with its attributes, if it could be seen
 */
export async function settleAttributes(
	{ send }: Item,
	updated: Chat,
	update: DataUpdate<Attribute>,
	sent: Record<string, Attribute> | undefined,
): Promise<{ answer: Chat; seen: Chat | undefined }> {
	// Whether an answer is the whole chat, nobody says.
	const look = async (chat: Chat) =>
		isRecord(chat.custom_attributes) ? chat : await send(getChat(chat.chat_id)).catch(() => undefined);
	const seen = await look(updated);
	const surplus = seen ? findNotRemoved(update, seen) : [];
	if (surplus.length === 0) return { answer: updated, seen };

	const removed = Object.fromEntries(surplus.map((id) => [id, null]));
	const call = updateChat(updated.chat_id, { custom_attributes: { ...sent, ...removed } });
	const answer = await send(call).catch(() => undefined);
	return answer ? { answer, seen: (await look(answer)) ?? seen } : { answer: updated, seen };
}

/** The custom attributes of a chat, by their IDs; none if Retell shows none. */
export function storedOf({ custom_attributes: stored }: Chat): Record<string, unknown> {
	return isRecord(stored) ? stored : {};
}

function withValue([id, value]: [string, Attribute | null]): Array<[string, Attribute]> {
	return value === null ? [] : [[id, value]];
}
