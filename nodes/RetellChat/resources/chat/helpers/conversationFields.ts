import type { INodeProperties } from 'n8n-workflow';

import { messageIsLeftover, messageNotText, messageReturnsNothing } from '../../../../messages/conversations';
import type { Explained } from '../../../../messages/explained';
import {
	emptyKey,
	keyHasLeftover,
	keyIsFixedPart,
	keyPartEmpty,
	keyTooLong,
	keyWithoutLetter,
	otherKeyInMetadata,
	setToFixed,
} from '../../../../messages/sessionKey';
import { readVersionChoice } from '../../../../parameters/agentVersion';
import { metadataField, readDynamicVariables, readMetadata } from '../../../../parameters/chatSettings';
import { bytesOf, METADATA_BYTES, metadataInput, sendable } from '../../../../parameters/check/objects';
import { choiceInput, textInput } from '../../../../parameters/check/values';
import { readCollection } from '../../../../parameters/common';
import { findLeftover, hasSubstance, isLeftover, isSaid } from '../../../../parameters/leftovers';
import { readAgentId } from '../../../../parameters/locators';
import { findEmptyPart, findFixedExpression, isOneExpression, literalsOf } from '../../../../parameters/templates';
import { keyOf, SESSION_KEY, type Session } from '../../../../retell/sessions/session';
import { textOf } from '../../../../retell/values';
import { perItem, type Item } from '../../../run/operation';

// Where a message goes and what it says: the fields, each with the function that reads it.

export const conversationField: INodeProperties = {
	displayName: 'Conversation',
	name: 'conversation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Continue or Start a Conversation',
			value: 'session',
			description: "Continue a person's ongoing chat, or start one if there is none",
		},
		{ name: 'Specific Chat', value: 'chat', description: 'Send the message to the chat that you select' },
	],
	default: 'session',
	description:
		"Which chat to send the message to. Retell remembers each person's conversation, so you don't need a database.",
};

export const sessionKeyField: INodeProperties = {
	displayName: 'Session Key',
	name: 'sessionKey',
	type: 'string',
	default: '',
	required: true,
	displayOptions: { show: { conversation: ['session'] } },
	placeholder: 'e.g. +14155550123',
	description:
		'Unique identifier of the person, such as a phone number, an email address, or a user ID. Messages with the same key go to the same ongoing chat. The key is case-sensitive.',
	hint: "After n8n's Chat Trigger, use {{ $json.sessionId }}",
};

export const messageField: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	default: '',
	typeOptions: { rows: 3 },
	placeholder: 'e.g. Where is my order?',
	description: "What the person says. Leave it empty to let the agent speak first, if the person hasn't written yet.",
	hint: "After n8n's Chat Trigger, use {{ $json.chatInput }}",
};

export const ifEndedField: INodeProperties = {
	displayName: 'If Ended',
	name: 'ifEnded',
	type: 'options',
	displayOptions: { show: { '/conversation': ['chat'] } },
	options: [
		{ name: 'Fail', value: 'error', description: 'The item fails' },
		{
			name: 'Start a New Chat',
			value: 'startNew',
			description: 'Use the same agent, variables, and metadata. The output contains the new chat ID.',
		},
	],
	default: 'error',
	description: 'What to do if the chat has ended',
};

/** Whether a message goes to a person's session, and not to a chat. */
export function isSession({ get }: Item): boolean {
	return get('conversation') === 'session';
}

/**
 * Whether a message to a chat that has ended starts a new one.
 *
 * @throws Explained for a choice that there isn't
 */
export function startsNewIfEnded(item: Item): boolean {
	const { ifEnded = ifEndedField.default } = readCollection(item, 'options');
	return choiceInput(ifEnded, ifEndedField.displayName, ['error', 'startNew']) === 'startNew';
}

/**
 * The text to send; an empty one, also for one of blanks, lets the agent speak first. A field that is
 * left empty is an empty text for n8n, an expression that finds nothing gives undefined or null. Among
 * other text, n8n makes an empty text of both.
 *
 * @throws Explained for nothing, for an object or a list, and for what a broken expression leaves
 */
export const readMessage = perItem(({ get, getTemplate }) => {
	refuseFixedExpression(messageField.displayName, findFixedExpression(getTemplate('message'), true));
	const message = get('message');
	if (message === undefined || message === null || isOnlyFrame(message, getTemplate('message'))) {
		throw messageReturnsNothing();
	}
	const isWord = ['boolean', 'number', 'string'].includes(typeof message);
	const text = textOf(message);
	if (!isWord) throw messageNotText();
	if (isLeftover(text) && !isSaid(text, getTemplate('message'))) throw messageIsLeftover(text.trim());
	return text.trim() === '' ? '' : text;
});

/** Whether all that is there is what stands around the expressions of a template: blanks, line breaks, quotation marks. */
function isOnlyFrame(message: unknown, template: unknown): boolean {
	const frame = literalsOf(template);
	if (frame === undefined || isOneExpression(template) || hasSubstance(frame)) return false;
	const text = textOf(message).trim();
	return text === '' || text === frame.trim();
}

/**
 * The person's session, and what a new chat of it is given.
 *
 * @throws Explained for values that are none, and for metadata with another session key
 */
export const readSession = perItem((item): Session => {
	const agentId = readAgentId(item);
	const key = readSessionKey(item);
	const { dynamicVariables, metadata } = readCollection(item, 'additionalFields');
	const own = readMetadata(metadata);
	if (own?.[SESSION_KEY] !== undefined && keyOf(textOf(own[SESSION_KEY])) !== key) {
		throw otherKeyInMetadata(metadataField.displayName, SESSION_KEY, sessionKeyField.displayName);
	}
	return {
		agentId,
		key,
		settings: {
			agent_version: readVersionChoice(item),
			metadata: metadataInput({ ...own, [SESSION_KEY]: key }, metadataField.displayName),
			retell_llm_dynamic_variables: readDynamicVariables(dynamicVariables),
		},
	};
});

/** @throws Explained if there is an expression, since it would be sent in the place of its value */
function refuseFixedExpression(label: string, expression: string | undefined): void {
	if (expression !== undefined) throw setToFixed(label, expression);
}

/** @throws Explained for a key that would be the same for many people, because its expression is broken */
function readSessionKey({ get, getTemplate, evaluate }: Item): string {
	const label = sessionKeyField.displayName;
	const template = getTemplate(sessionKeyField.name);
	refuseFixedExpression(label, findFixedExpression(template, false));
	const key = textInput(get(sessionKeyField.name), label).trim();
	if (key === '') throw emptyKey(label);
	if (bytesOf(sendable({ [SESSION_KEY]: key }, label)) > METADATA_BYTES) throw keyTooLong(label, key.length);
	const fault = faultOf(key, label, literalsOf(template)?.trim(), findEmptyPart(template, evaluate));
	if (fault) throw fault;
	return keyOf(key);
}

/** What is wrong with a key; undefined if nothing is. `frame`: what stands around its expressions. */
function faultOf(key: string, label: string, frame?: string, emptyPart?: string): Explained | undefined {
	const leftover = findLeftover(key);
	if (leftover !== undefined) return keyHasLeftover(label, leftover, key);
	if (key === frame) return keyIsFixedPart(label, key);
	if (!hasSubstance(key)) return keyWithoutLetter(label, key);
	return emptyPart === undefined ? undefined : keyPartEmpty(label, emptyPart);
}
