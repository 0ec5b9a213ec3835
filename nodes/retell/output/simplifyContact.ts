import type { Contact, Conversation } from '../api/types';
import { isoTime } from '../times';

/** A contact: Retell's names, times as ISO texts. Every key is always there, null where Retell has nothing. */
export function simplifyContact(contact: Contact) {
	return {
		contact_id: contact.contact_id,
		phone_number: contact.phone_number ?? null,
		first_name: contact.first_name ?? null,
		last_name: contact.last_name ?? null,
		tags: tagsOf(contact),
		do_not_call: contact.do_not_call ?? null,
		custom_fields: contact.custom_fields ?? null,
		external_id: contact.external_id ?? null,
		conversation_count: contact.conversation_count ?? null,
		last_conversation_at: isoTime(contact.last_conversation_timestamp),
		created_at: isoTime(contact.created_timestamp),
		modified_at: isoTime(contact.user_modified_timestamp),
	};
}

/** A call or a chat of a contact, with the same keys for both. */
export function simplifyConversation(conversation: Conversation) {
	const { duration_ms: duration } = conversation;
	return {
		type: conversation.type ?? null,
		chat_id: 'chat_id' in conversation ? conversation.chat_id : null,
		call_id: 'call_id' in conversation ? conversation.call_id : null,
		direction: conversation.direction ?? null,
		started_at: isoTime(conversation.start_timestamp),
		duration_seconds: typeof duration === 'number' ? Math.round(duration / 100) / 10 : null,
		summary: conversation.summary ?? null,
		user_sentiment: conversation.sentiment ?? null,
		successful: conversation.successful ?? null,
		disconnection_reason: conversation.disconnection_reason ?? null,
	};
}

/** The tags of a contact; none if Retell shows none. */
export function tagsOf({ tags }: Contact): string[] {
	return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}
