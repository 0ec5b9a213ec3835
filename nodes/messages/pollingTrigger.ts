import { Explained } from './explained';

export const minutesTooMany = (label: string, most: number) =>
	new Explained(`"${label}" must be ${most} or less`, `Enter a number of minutes from 0 to ${most}, which is one day.`);

/** In the webhook trigger, too. */
export const expressionReturnsNoAgent = (label: string) =>
	new Explained(
		`The expression in "${label}" returns no agent`,
		'Change the expression so that it returns agent IDs, or select agents from the list. To get the chats of all agents, clear the field.',
	);

export const noEndedChat = () =>
	new Explained(
		'No ended chat matches yet',
		'Start a chat with one of your agents and end it, or change the agents and filters. Then fetch the test event again.',
	);

// In n8n's log.

const logged = (text: string) => `Retell Chat Trigger: ${text}`;

/** `since`: as an ISO time. `chats`: undefined if there was no time to count them. */
export const chatsWaiting = (chats: number | undefined, since: string) => {
	const waiting =
		chats === 1
			? `1 chat is still waiting, since ${since}. The next poll delivers it.`
			: `${chats ?? 'More'} chats are still waiting, the oldest since ${since}. The next polls deliver them.`;
	return logged(`${waiting} To catch up sooner, poll more often, or increase "Max Chats per Poll".`);
};

export const emptyFiltersInTrigger = (filters: string[]) => logged(`empty filters weren't used: ${filters.join(', ')}`);

export const rowsWithoutChatId = (rows: number) =>
	logged(`rows without a chat ID in Retell's list were left out: ${rows}`);

export const firstPollFailed = (error: string) => logged(`${error} (retried with the next poll)`);

export const pollFailed = (error: string, inARow: number) => logged(`${error} (failure ${inARow} in a row)`);

export const STATE_DAMAGED = logged('the stored state is damaged');
