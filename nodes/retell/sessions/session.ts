import type Retell from 'retell-sdk';

import type { Chat } from '../api/types';
import { isRecord, textOf } from '../values';

/** Under this name the metadata of a chat hold the key of its session. */
export const SESSION_KEY = 'session_key';

/** A conversation of a person with an agent, over as many chats as it takes. */
export interface Session {
	agentId: string;
	key: string;
	/** What a new chat is given. Its metadata hold the key. */
	settings: Omit<Retell.ChatCreateParams, 'agent_id'>;
}

/** Characters that nobody sees: soft hyphens, zero-width ones, marks of the direction of writing, control characters. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]|(?!\s)\p{Cc}/gu;

/**
 * A key in the one form of all that look the same: by Unicode's NFC, with plain blanks and hyphens. Upper and
 * lower case look different.
 */
export function keyOf(text: string): string {
	return text
		.replace(UNSEEN, '')
		.replace(/\s/g, ' ')
		.replace(/[\u2010\u2011]/g, '-')
		.normalize('NFC')
		.trim();
}

/** The key of a chat's session; empty if it has none. */
export function sessionKeyOf({ metadata }: Pick<Chat, 'metadata'>): string {
	return isRecord(metadata) ? keyOf(textOf(metadata[SESSION_KEY])) : '';
}
