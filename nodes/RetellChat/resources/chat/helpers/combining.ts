import type { INodeProperties } from 'n8n-workflow';

import { combinedNotSent } from '../../../../messages/conversations';
import { choiceInput, wholeInput } from '../../../../parameters/check/values';
import { readCollection } from '../../../../parameters/common';
import type { Combining, Sent } from '../../../../retell/sessions/mailbox';
import { textOf } from '../../../../retell/values';
import { perItem, type Item } from '../../../run/operation';

// Several messages of one person that get one reply: the fields, and the function that reads them.

const SECOND = 1_000;
const LONGEST_WITHIN = 60;
const LONGEST_MOST = 300;

const displayOptions: INodeProperties['displayOptions'] = { show: { '/conversation': ['session'] } };

const withinField: INodeProperties = {
	displayName: 'Combine Within (Seconds)',
	name: 'combineWithin',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: LONGEST_WITHIN },
	displayOptions,
	default: 3,
	description:
		'How long the person must be silent before the message is sent. Messages that start other executions in the meantime are sent with it, one per line, and all get one reply. 0 sends each message at once.',
};

const mostField: INodeProperties = {
	displayName: 'Combine at Most (Seconds)',
	name: 'combineMost',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: LONGEST_MOST },
	displayOptions,
	default: 30,
	description: 'The longest time that the first message waits, even if the person keeps writing',
};

const onCombinedField: INodeProperties = {
	displayName: 'On Combined',
	name: 'onCombined',
	type: 'options',
	displayOptions,
	options: [
		{
			name: 'Return an Item',
			value: 'item',
			description: 'The item has combined set to true, and the chat ID',
		},
		{ name: 'Return No Item', value: 'none', description: 'The workflow ends here, so only one reply is sent' },
	],
	default: 'none',
	description: 'What to return for a message that was sent together with an earlier one',
};

export const combiningFields = [mostField, withinField, onCombinedField];

/**
 * How a message is combined with those that follow it; undefined if it is not.
 *
 * @throws Explained for times that are none, or too long
 */
export const readCombining = perItem((item): Combining | undefined => {
	const { combineWithin = 0, combineMost = mostField.default } = readCollection(item, 'options');
	const within = wholeInput(combineWithin, withinField.displayName, 0, LONGEST_WITHIN) * SECOND;
	const most = wholeInput(combineMost, mostField.displayName, 1, LONGEST_MOST) * SECOND;
	return within === 0 ? undefined : { within, most };
});

/**
 * The chat of a message that was sent together with an earlier one.
 *
 * @throws Explained if it could not be sent: the execution of each of its texts fails
 */
export function chatOfCombined(sent: Sent): string {
	if ('chatId' in sent) return sent.chatId;
	const { thrown } = sent;
	const reason = thrown instanceof Error ? thrown.message : textOf(thrown);
	const advice = thrown instanceof Error && 'description' in thrown ? textOf(thrown.description) : '';
	throw combinedNotSent([reason, advice].filter(Boolean).join('. '));
}

/**
 * Whether a message that was sent together with an earlier one returns an item.
 *
 * @throws Explained for a choice that there isn't
 */
export function readOnCombined(item: Item): boolean {
	const { onCombined = onCombinedField.default } = readCollection(item, 'options');
	return choiceInput(onCombined, onCombinedField.displayName, ['item', 'none']) === 'item';
}

/** What an item returns whose message was sent together with an earlier one. A model is always told. */
export function combinedRows(item: Item, chatId: string): object[] {
	return readOnCombined(item) || item.run.caller.isTool ? [{ combined: true, chat_id: chatId }] : [];
}
