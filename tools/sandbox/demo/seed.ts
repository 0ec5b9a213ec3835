import { DAY, MINUTE } from '../../times.ts';
import type { Store } from '../store.ts';
import { addDemoChats } from './chats.ts';
import { addDemoContacts, DEMO_CONTACTS } from './contacts.ts';
import { addDemoTests } from './tests.ts';
import { appointments, nightDesk, orderDesk, receptionist, returnsFlow, support, supportAnalysis } from './scripts.ts';

/** Ids of the agents with a script of their own; their names, as the picker shows them, are below. */
export const DEMO_AGENTS = {
	support: 'agent_1a5e0c4b7d2f48e69b03a7c8f1',
	orderDesk: 'agent_2b6f1d5c8e3a59f7ac14b8d902',
	receptionist: 'agent_3c702e6d9f4b60a8bd25c9ea13',
	appointments: 'agent_4d813f7ea05c71b9ce36dafb24',
	returnsFlow: 'agent_5e92408fb16d82cadf47eb0c35',
	nightDesk: 'agent_6fa35190c27e93dbe058fc1d46',
	reminders: 'agent_70b462a1d38fa4ecf1690d2e57',
} as const;

/** The account's phone numbers: two can text, one cannot. */
export const DEMO_NUMBERS = { reminders: '+14155550142', support: '+12135550187', voiceOnly: '+16465550119' } as const;

export { DEMO_CONTACTS };

const DESKS = [
	...['Sales', 'Billing', 'Delivery', 'Warranty', 'Complaints'],
	...['Recruiting', 'Events', 'Press', 'Partners', 'Training'],
];
const CITIES = ['Lisbon', 'Leeds', 'Graz', 'Turku', 'Ghent', 'Porto'];
const VOICES = ['Phone reception', 'Outbound survey', 'Callback line', 'Voicemail helper'];

function addScripted(store: Store, now: number): void {
	const at = (minutesAgo: number) => ({ user_modified_timestamp: now - minutesAgo * MINUTE });
	store.addAgent({
		agent_id: DEMO_AGENTS.support,
		agent_name: 'Support',
		reply: support,
		analyse: supportAnalysis,
		tags: {
			prod: { version: 1, dynamic_variables: { customer_name: 'there' } },
			staging: { version: 2 },
			canary: {},
		},
		versions: [
			{ is_published: true, version_title: 'First' },
			{ is_published: true, version_title: 'With order lookup' },
			{ is_published: false, version_title: 'Draft' },
		],
		...at(1),
	});
	store.addAgent({ agent_id: DEMO_AGENTS.orderDesk, agent_name: 'Order desk', reply: orderDesk, ...at(2) });
	store.addAgent({
		agent_id: DEMO_AGENTS.receptionist,
		agent_name: 'Receptionist',
		reply: receptionist,
		begin_message: 'Hello, you have reached reception.',
		...at(3),
	});
	store.addAgent({ agent_id: DEMO_AGENTS.appointments, agent_name: 'Appointments', reply: appointments, ...at(4) });
	store.addAgent({
		agent_id: DEMO_AGENTS.returnsFlow,
		agent_name: 'Returns flow',
		reply: returnsFlow,
		response_engine: { type: 'conversation-flow', conversation_flow_id: 'conversation_flow_81c573b2e490', version: 0 },
		...at(5),
	});
	store.addAgent({
		agent_id: DEMO_AGENTS.nightDesk,
		agent_name: 'Night desk',
		reply: nightDesk,
		// Never published, never closed by silence.
		versions: [{ is_published: false }],
		end_chat_after_silence_ms: null,
		...at(6),
	});
	store.addAgent({
		agent_id: DEMO_AGENTS.reminders,
		agent_name: 'Reminders by text',
		begin_message: 'Hi {{customer_name}}, a reminder of your appointment tomorrow at 10:00. Reply C to cancel.',
		reply: (content) => [{ role: 'agent', content: /^c\b/i.test(content) ? 'Cancelled.' : 'See you tomorrow.' }],
		...at(7),
	});
}

/** Fills an empty account for the demo: agents, numbers, and the chats of the last days. */
export function seedDemo(store: Store, now: number): void {
	addScripted(store, now);
	CITIES.forEach((city, c) =>
		DESKS.forEach((desk, d) => {
			const user_modified_timestamp = now - (c * DESKS.length + d + 1) * DAY;
			store.addAgent({ agent_name: `${desk}, ${city}`, user_modified_timestamp });
		}),
	);
	const voices = VOICES.map((agent_name, v) =>
		store.addAgent({ agent_name, channel: 'voice', user_modified_timestamp: now - (v + 1) * DAY + MINUTE }),
	);

	const agent = (agent_id: string) => [{ agent_id, weight: 1 }];
	// What calls need; a change to the settings for texts leaves it alone.
	const calls = {
		inbound_agents: voices.slice(0, 1).flatMap(({ agent_id }) => agent(agent_id)),
		allowed_inbound_country_list: ['US', 'CA'],
	};
	store.addPhoneNumber({
		phone_number: DEMO_NUMBERS.reminders,
		nickname: 'Reminders',
		outbound_sms_agents: agent(DEMO_AGENTS.reminders),
		inbound_sms_agents: agent(DEMO_AGENTS.reminders),
	});
	store.addPhoneNumber({
		phone_number: DEMO_NUMBERS.support,
		nickname: 'Support line',
		...calls,
		outbound_sms_agents: agent(DEMO_AGENTS.support),
		last_modification_timestamp: now - DAY,
	});
	store.addPhoneNumber({
		phone_number: DEMO_NUMBERS.voiceOnly,
		nickname: 'Voice only',
		...calls,
		last_modification_timestamp: now - 2 * DAY,
	});
	store.defineAttributes('tier', 'orders', 'vip');
	addDemoChats(store, now, DEMO_AGENTS, (n) => ({
		ours: DEMO_NUMBERS.reminders,
		theirs: n % 2 === 0 ? DEMO_CONTACTS.ada : DEMO_CONTACTS.grace,
	}));
	addDemoContacts(store, now);
	addDemoTests(store, DEMO_AGENTS);
}
