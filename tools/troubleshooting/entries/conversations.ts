import * as messages from '../../../nodes/messages/conversations.ts';
import { toldBy } from '../entry.ts';

export const conversations = toldBy(messages, {
	messageNotText: { means: 'The expression returns an object or a list.' },
	messageIsLeftover: {
		with: ['undefined'],
		means:
			'The text is only what broken expressions leave: `undefined`, `null`, `NaN` or `[object Object]`, once or several times.',
	},
	messageReturnsNothing: {
		means:
			'In messengers, photos and stickers have no text. The same applies if the field has only spaces, line breaks, or other empty expressions next to it. Nothing was sent.',
	},
	emptyAfterPerson: {
		means:
			"The agent can only be asked to speak before the person's first message. Here, the person has already written, or Retell doesn't store the messages.",
		also: "If Retell doesn't store the messages, enter text.",
	},
	emptyAndUnchecked: { unlisted: 'The text is that of `emptyAfterPerson`.' },
	refusedThoughOngoing: {
		with: ['ongoing', '', 400],
		means: 'Retell said that the chat has ended, and shows it as ongoing. No other chat got the message.',
	},
	ENDED_OR_NOT_UNKNOWN: {
		means:
			"Shown at the end of another error: Retell refused the message, and then didn't return the chat. So the node didn't start a new one.",
		also: 'Fix what the error says, and run it again.',
	},
	newChatsEndAtOnce: { means: 'Each new chat had already ended when the message arrived.' },
	smsChatEnded: {
		with: ['chat_123'],
		means: 'The person writes by text message, and *If Ended* is *Start a New Chat*.',
	},
	endedAndGone: {
		with: ['chat_123', '', 422],
		means:
			"*If Ended* is *Start a New Chat*, but Retell doesn't say which agent the chat was with, no longer has the chat, or didn't return it just then.",
		also: 'If the error says so, run it again in a minute.',
	},
	endedAndNotShown: { with: ['chat_123', '', 422], unlisted: 'The text is that of `endedAndGone`.' },
	endedWithoutAgent: { with: ['chat_123'], unlisted: 'The text is that of `endedAndGone`.' },
	firstTextsMissing: {
		with: [1],
		means: '*Create SMS Chat* started the chat, and waited as long as *Wait for the First Text (Seconds)* says.',
	},
	combinedNotSent: {
		with: ['Retell is limiting the requests of this account. Run this again later.'],
		means:
			'With *Combine Within (Seconds)*, another execution sent this message together with an earlier one, and that failed.',
	},
});
