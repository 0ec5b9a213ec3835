import { Explained } from './explained';
import { shown } from './quotes';

// Messages and sessions: what is sent, to whom, and whether the chat takes it.

const notText = (message: string) =>
	new Explained(message, 'Enter text, or an expression that returns text, such as {{ $json.text }}.');

export const messageNotText = () => notText('"Message" must be text');

/** What broken expressions leave, such as "undefined". */
export const messageIsLeftover = (text: string) => notText(`"Message" must be text, not ${shown(text)}`);

export const messageReturnsNothing = () =>
	new Explained(
		'"Message" has no value',
		'The expression returns nothing for this item, for example because it\'s a photo or a sticker. Filter out such items, or change the expression so that it returns text. To let the agent speak first, leave "Message" empty.',
	);

export const emptyAfterPerson = () =>
	new Explained(
		'"Message" is empty',
		'The person has already written in this chat, and an empty message only lets the agent speak first. Filter out items without text, such as photos and stickers.',
	);

export const emptyAndUnchecked = () =>
	new Explained(
		'"Message" is empty',
		"An empty message only lets the agent speak first. Retell doesn't store the messages of this chat, so the node can't check whether the person has written. Enter text.",
	);

/** `quote`: how Retell's words stand in the error; `status`: the HTTP status. */
export const refusedThoughOngoing = (chatStatus: string, quote: string, status: number) =>
	new Explained(
		`Retell refused the message, although it shows the chat as ${shown(chatStatus) || 'unknown'}`,
		`The message wasn't sent. Retell's data can be a few seconds old, so run this again. If it happens again, end the chat with "End" first. ${quote}`,
		status,
	);

/** At the end of another advice. */
export const ENDED_OR_NOT_UNKNOWN = "The node couldn't check whether the chat has ended.";

export const newChatsEndAtOnce = () =>
	new Explained(
		'Two new chats in a row ended before they accepted the message',
		"The node doesn't start another one. The agent seems to end its chats at once. Check in Retell what ends them, such as its tools, its flow, or its auto-close setting. Then run this again.",
	);

const ended = (chatId: string) => `The chat "${chatId}" has ended`;

export const endedAndGone = (chatId: string, quote: string, status: number) =>
	new Explained(
		ended(chatId),
		`Retell no longer has it, so the node doesn't know which agent to use for a new one. Use "Create" and select the agent. ${quote}`,
		status,
	);

export const endedAndNotShown = (chatId: string, quote: string, status: number) =>
	new Explained(
		ended(chatId),
		`The node couldn't get it, so it doesn't know which agent to use for a new one. Run this again in a minute. ${quote}`,
		status,
	);

export const endedWithoutAgent = (chatId: string) =>
	new Explained(
		ended(chatId),
		'Retell doesn\'t say which agent it used, so the node can\'t start a new one. Use "Create" and select the agent.',
	);

export const smsChatEnded = (chatId: string) =>
	new Explained(
		`The SMS chat "${chatId}" has ended`,
		'A new chat wouldn\'t reach the phone. Use "Create SMS Chat" to text the person again.',
	);

/** Above the output of chats that were started by text message. */
export const firstTextsMissing = (chats: number) =>
	`${chats} ${chats === 1 ? 'chat' : 'chats'} had no first text message when the waiting time was over. It may still be sent. Use "Get" to see it.`;

/** `reason`: the other execution's error, with its advice. */
export const combinedNotSent = (reason: string) => new Explained("The combined message couldn't be sent", reason);
