import { tooManyBytesTogether } from '../../../../messages/enteredData';
import { metadataField } from '../../../../parameters/chatSettings';
import { bytesOf, METADATA_BYTES, sendable } from '../../../../parameters/check/objects';
import type { Chat } from '../../../../retell/api/types';
import { SESSION_KEY } from '../../../../retell/sessions/session';
import { isRecord } from '../../../../retell/values';
import { updateModeField, type DataUpdate } from './updateMode';

const LABEL = metadataField.displayName;

/**
 * Whether new metadata build upon those that the chat has. Retell replaces all of them at once; without
 * the key of a session, the person's next message would start another chat.
 */
export function needsStored(update: DataUpdate): boolean {
	return update.mode === 'merge' || !namesSession(update);
}

/** Whether an update gives or takes the key of a session. */
export function namesSession({ changes }: DataUpdate): boolean {
	return Object.hasOwn(changes, SESSION_KEY);
}

/**
 * The whole metadata that a chat gets: what it has and is not named (when replacing, its session key
 * alone), and the changes. A name whose value is null goes. Nested objects are replaced, not merged.
 *
 * @param chat as Retell has it; undefined if nothing of it is needed
 * @throws Explained if they are larger than Retell allows together
 */
export function metadataOf(chat: Chat | undefined, { changes, mode }: DataUpdate): Record<string, unknown> {
	const stored = Object.entries(isRecord(chat?.metadata) ? chat.metadata : {});
	const kept = stored.filter(([name]) => !Object.hasOwn(changes, name) && (mode === 'merge' || name === SESSION_KEY));
	const given = Object.entries(changes).filter(([, value]) => value !== null);
	const metadata = Object.fromEntries([...kept, ...given]);
	const bytes = bytesOf(sendable(metadata, LABEL));
	if (bytes <= METADATA_BYTES) return metadata;
	throw tooManyBytesTogether(LABEL, bytes, METADATA_BYTES, updateModeField.displayName);
}
