import { DAY } from '../../times.ts';
import type { Store } from '../store.ts';

/** Numbers of people whom the account knows: the second is linked to its CRM, the last has no name. */
export const DEMO_CONTACTS = { ada: '+14155550161', grace: '+14155550162', nameless: '+12135550163' } as const;

/** What the account's contacts can hold, and who they are. */
export function addDemoContacts(store: Store, now: number): void {
	store.configureCrm({
		app_id: 'app_hubspot',
		contact_tags: ['customer', 'lead', 'newsletter'],
		custom_fields: [
			{ name: 'last_chat_summary', type: 'string', label: 'Last chat summary' },
			{
				name: 'last_chat_sentiment',
				type: 'enum',
				label: 'Last chat sentiment',
				options: ['Negative', 'Positive', 'Neutral', 'Unknown'],
			},
			{ name: 'plan', type: 'enum', label: 'Plan', options: ['free', 'pro'] },
			{ name: 'orders', type: 'number', label: 'Orders' },
			{ name: 'vip', type: 'boolean' },
			{ name: 'customer_since', type: 'date', label: 'Customer since' },
			{ name: 'next_visit', type: 'datetime', label: 'Next visit' },
		],
	});
	const made = { created_timestamp: now - 30 * DAY, user_modified_timestamp: now - DAY };
	store.addContact({
		phone_number: DEMO_CONTACTS.ada,
		first_name: 'Ada',
		last_name: 'Lovelace',
		tags: ['customer'],
		do_not_call: false,
		custom_fields: { plan: 'pro', orders: 3, vip: true, customer_since: '2024-05-01' },
		...made,
	});
	store.addContact({
		phone_number: DEMO_CONTACTS.grace,
		first_name: 'Grace',
		last_name: 'Hopper',
		tags: ['customer', 'newsletter'],
		do_not_call: true,
		custom_fields: { plan: 'free', orders: 1 },
		external_id: 'hubspot_1906',
		...made,
	});
	store.addContact({ phone_number: DEMO_CONTACTS.nameless, ...made });
	store.addCall(DEMO_CONTACTS.ada, {
		start_timestamp: now - 5 * DAY,
		duration_ms: 95_000,
		disconnection_reason: 'user_hangup',
		sentiment: 'Neutral',
		successful: true,
		summary: 'Asked for the opening hours.',
	});
}
