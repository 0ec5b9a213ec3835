import type { Retell } from 'retell-sdk';
import type { Clock } from './clock.ts';
import { createRandom } from './random.ts';
import { given } from './records.ts';
import type { ChatRecord } from './records.ts';

/** A contact as the sandbox keeps it: what its conversations say is counted when it is shown. */
export type ContactRecord = Omit<
	Retell.ContactResponse,
	'conversation_count' | 'custom_fields' | 'last_conversation_timestamp'
> & { custom_fields?: Record<string, unknown> };
export type Contact = Retell.ContactResponse;
export type Conversation = Retell.ContactListConversationsResponse['items'][number];
export type CrmConfig = Retell.CRMConfig;
type Call = Retell.ContactListConversationsResponse.ContactCall;

const ORG = 'org_sandbox';

/** The people whom Retell knows by their numbers, and what their records can hold. */
export function createContacts({ clock, chats }: { clock: Pick<Clock, 'now'>; chats: () => readonly ChatRecord[] }) {
	const random = createRandom(17);
	const contacts = new Map<string, ContactRecord>();
	const calls: Array<{ number: string; call: Call }> = [];
	let crm: CrmConfig = { org_id: ORG };

	const contactOf = (number: string) => [...contacts.values()].find(({ phone_number }) => phone_number === number);

	/** The calls and chats of a contact, the newest first. */
	function conversationsOf({ phone_number: number }: ContactRecord): Conversation[] {
		const theirs = chats()
			.filter(({ numbers }) => numbers?.theirs === number)
			.map(chatRow);
		const called = calls.filter((each) => each.number === number).map(({ call }) => call);
		return [...theirs, ...called].sort((a, b) => (b.start_timestamp ?? 0) - (a.start_timestamp ?? 0));
	}

	return {
		/** Throws if there is one of this number: Retell has at most one. */
		addContact: (seed: Partial<ContactRecord> = {}) => {
			const contact: ContactRecord = {
				contact_id: `contact_${random.hex(24)}`,
				org_id: ORG,
				phone_number: '+14155550199',
				created_timestamp: clock.now(),
				user_modified_timestamp: clock.now(),
				...seed,
			};
			if (contactOf(contact.phone_number))
				throw new Error(`The sandbox has a contact of ${contact.phone_number} already`);
			contacts.set(contact.contact_id, contact);
			return contact;
		},
		contact: (id: string) => contacts.get(id),
		contactOf,
		contacts: () => [...contacts.values()],
		/** Changes any fields; a field set to undefined goes. Throws on an unknown id. */
		editContact: (id: string, change: Partial<ContactRecord>) => {
			const contact = contacts.get(id);
			if (!contact) throw new Error(`The sandbox has no contact ${id}`);
			return Object.assign(contact, change);
		},
		deleteContact: (id: string) => void contacts.delete(id),
		/** A call with this number: the sandbox makes none of its own. */
		addCall: (number: string, seed: Partial<Call> = {}) => {
			const call: Call = {
				call_id: `call_${random.hex(24)}`,
				type: 'call',
				direction: 'inbound',
				start_timestamp: clock.now(),
				...seed,
			};
			calls.push({ number, call });
			return call;
		},
		/** What Retell's dashboard defines for contacts; `app_id` links a CRM. */
		configureCrm: (change: Partial<CrmConfig>) => {
			crm = { ...crm, ...change };
		},
		crmConfig: () => crm,
		conversationsOf,
		/** A contact as Retell shows it. */
		shownContact: (contact: ContactRecord): Contact => {
			const conversations = conversationsOf(contact);
			const last = conversations[0]?.start_timestamp;
			return { ...contact, conversation_count: conversations.length, ...given({ last_conversation_timestamp: last }) };
		},
		clearContacts: () => {
			contacts.clear();
			calls.length = 0;
			crm = { org_id: ORG };
			random.reset();
		},
	};
}

function chatRow(chat: ChatRecord): Conversation {
	const { chat_id, numbers, disconnection_reason, start_timestamp, end_timestamp, chat_analysis } = chat;
	return given({
		chat_id,
		type: 'chat' as const,
		direction: numbers?.inbound ? ('inbound' as const) : ('outbound' as const),
		disconnection_reason,
		duration_ms: typeof end_timestamp === 'number' ? end_timestamp - start_timestamp : undefined,
		sentiment: chat_analysis?.user_sentiment,
		start_timestamp,
		successful: chat_analysis?.chat_successful,
		summary: chat_analysis?.chat_summary,
	});
}
