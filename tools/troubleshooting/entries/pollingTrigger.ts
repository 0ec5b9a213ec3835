import * as messages from '../../../nodes/messages/pollingTrigger.ts';
import { toldBy } from '../entry.ts';

export const pollingTrigger = toldBy(messages, {
	minutesTooMany: {
		with: ['Look Back (Minutes)', 1440],
		means: 'The trigger remembers all chats in that time.',
	},
	expressionReturnsNoAgent: {
		with: ['Agents'],
		means:
			"An empty *Agents* field means all agents, but an expression that returns nothing doesn't. In the webhook trigger, whose field is *Only These Agents*, each event then shows a failed execution.",
	},
	noEndedChat: { means: '*Fetch Test Event* found no matching chat.' },
	chatsWaiting: {
		with: [250, '2026-01-31T09:30:00.000Z'],
		means: 'More chats end than the polls deliver, or the trigger is catching up after downtime.',
		also: 'Nothing, if it is catching up.',
	},
	emptyFiltersInTrigger: {
		with: [['Min Cost (Cents)']],
		means: 'The filter was added and has no value.',
		also: 'Give it a value, or remove it.',
	},
	rowsWithoutChatId: {
		with: [2],
		means: "Retell's answer was not as documented.",
		also: 'Nothing. All other chats are delivered.',
	},
	firstPollFailed: {
		with: ["Retell couldn't be reached"],
		means: 'The first poll after a start of n8n, or after a change of the workflow, failed.',
		also: 'Nothing, unless it keeps happening.',
	},
	pollFailed: {
		with: ["Retell couldn't be reached", 2],
		means: 'Retell or the connection to it is down. At the 4th, 8th and 16th failure, an execution shows it.',
		also: 'Nothing. Chats that end in the meantime are delivered afterward.',
	},
	STATE_DAMAGED: {
		means:
			'What n8n stored for the trigger was changed or cut off. The trigger continues from the newest end time in it, if there is one. Otherwise, it starts over.',
		also: 'Check whether chats are missing or were delivered twice.',
	},
});
