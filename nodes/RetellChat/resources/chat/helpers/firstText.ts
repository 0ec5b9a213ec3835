import { NodeApiError, type INodeProperties } from 'n8n-workflow';

import { firstTextsMissing } from '../../../../messages/conversations';
import { isBlank, wholeInput } from '../../../../parameters/check/values';
import { getChat } from '../../../../retell/api/chats';
import type { Chat } from '../../../../retell/api/types';
import { isRecord, isText } from '../../../../retell/values';
import { perRun, type Item, type Run } from '../../../run/operation';

/** Time between two looks, in ms. */
const EVERY = 1000;
const MOST_SECONDS = 60;

export const firstTextField: INodeProperties = {
	displayName: 'Wait for the First Text (Seconds)',
	name: 'waitForFirstText',
	type: 'number',
	default: 10,
	typeOptions: { minValue: 0, maxValue: MOST_SECONDS },
	description:
		'Wait at most this long for the first text message, and return the chat with it. Adds about one request per second.',
};

/** Chats of an execution whose first text message didn't come in time. */
const missingIn = perRun(() => new Set<string>());

/**
 * How long to wait, in ms; undefined if the field was not added.
 *
 * @throws Explained for a value that is none
 */
export function readFirstTextWait(value: unknown): number | undefined {
	if (isBlank(value)) return undefined;
	return wholeInput(value, firstTextField.displayName, 0, MOST_SECONDS) * 1000;
}

/**
 * A chat with its first text message, or as it was seen last when the time is over. The text was or will be sent all the
 * same, so that a look that fails is none.
 */
export async function awaitFirstText({ run }: Item, started: Chat, wait: number): Promise<Chat> {
	const until = Date.now() + wait;
	let chat = started;
	while (!hasText(chat)) {
		const left = until - Date.now();
		if (left <= 0) {
			missingIn(run).add(chat.chat_id);
			return chat;
		}
		await run.pause(Math.min(EVERY, left));
		chat = await look(run, chat);
	}
	return chat;
}

/** Above the output. Empty if all texts came in time. */
export function firstTextHint(_rows: object[], run: Run): string {
	const { size } = missingIn(run);
	return size > 0 ? firstTextsMissing(size) : '';
}

async function look({ send }: Run, chat: Chat): Promise<Chat> {
	return await send(getChat(chat.chat_id)).catch((thrown: unknown) => {
		// A cancelled execution is no failed look.
		if (thrown instanceof NodeApiError) return chat;
		throw thrown;
	});
}

function hasText({ message_with_tool_calls: messages }: Chat): boolean {
	return (
		Array.isArray(messages) &&
		messages.some((message) => isRecord(message) && message.role === 'agent' && isText(message.content))
	);
}
