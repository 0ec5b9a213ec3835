import * as messages from '../../../nodes/messages/pollingTrigger.ts';
import { toldBy } from '../entry.ts';

export const pollingTrigger = toldBy(messages, {
	minutesTooMany: {
		with: ['Look Back (Minutes)', 1440],
		means: 'A trigger remembers all that it may read again.',
	},
	expressionReturnsNoAgent: {
		with: ['Agents'],
		means:
			"An empty *Agents* field means all agents, but an expression that returns nothing doesn't. In the webhook trigger, whose field is *Only These Agents*, each event then gives a failed execution and starts nothing.",
	},
	noEndedChat: { means: '*Fetch Test Event* found no chat that fits.' },
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
		also: 'Nothing, unless it comes again and again.',
	},
	pollFailed: {
		with: ["Retell couldn't be reached", 2],
		means: 'Retell, or the way to it, is down. At the 4th, 8th and 16th failure, an execution shows it.',
		also: 'Nothing. What ended meanwhile is delivered afterwards.',
	},
	STATE_DAMAGED: {
		means:
			'What n8n stored for the trigger was changed or cut. The trigger goes on at the newest end of a chat in it, if there is one; otherwise it begins anew.',
		also: 'Look whether chats are missing or came twice.',
	},
});
