import { DEMO_AGENTS, type Sandbox } from '../sandbox/index.ts';
import { DAY, HOUR, MINUTE } from '../times.ts';

const DAYS_AGO = [95, 110, 140, 200];
const HOURS_AGO = [5, 9];

/**
 * What the example that cleans up looks for: chats that ended more than 90 days ago, and ongoing
 * ones in which nobody has written for more than two hours.
 */
export function addChatsToCleanUp({ clock, store }: Sandbox): void {
	const now = clock.now();
	for (const days of DAYS_AGO) {
		const start_timestamp = now - days * DAY;
		store.addChat({
			agent_id: DEMO_AGENTS.orderDesk,
			start_timestamp,
			end_timestamp: start_timestamp + 3 * MINUTE,
			disconnection_reason: 'user_hangup',
			messages: [
				{ role: 'agent', content: 'Order desk, good day.' },
				{ role: 'user', content: 'Two boxes of tea, please.' },
				{ role: 'agent', content: 'Noted: Two boxes of tea, please.' },
			],
		});
	}
	for (const hours of HOURS_AGO) {
		store.addChat({
			// No silence closes its chats.
			agent_id: DEMO_AGENTS.nightDesk,
			start_timestamp: now - hours * HOUR,
			messages: [
				{ role: 'user', content: 'Is anybody there?' },
				{ role: 'agent', content: 'We are closed now. I will leave a note for the morning.' },
			],
		});
	}
}
