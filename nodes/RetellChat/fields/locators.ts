import type { INodeProperties } from 'n8n-workflow';

import { idInput, phoneNumberInput } from '../../retell/inputs';
import type { Item } from '../operation';
import { readCollection } from './common';

export const agentIdField: INodeProperties = {
	displayName: 'Agent',
	name: 'agentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Retell chat agent',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an agent...',
			typeOptions: { searchListMethod: 'searchAgents', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. agent_7c1d2e3f4a5b6c7d8e9f',
		},
	],
};

export const agentIdsField: INodeProperties = {
	displayName: 'Agent Names or IDs',
	name: 'agentIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getAgents' },
	default: [],
	hint: 'All agents, if none is chosen',
	description:
		'Only chats of these agents. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

export const chatIdField: INodeProperties = {
	displayName: 'Chat',
	name: 'chatId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The chat to work with',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a chat...',
			typeOptions: { searchListMethod: 'searchChats', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. chat_7c1d2e3f4a5b6c7d8e9f',
		},
	],
};

export const fromNumberField: INodeProperties = {
	displayName: 'From Number',
	name: 'fromNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'Your Retell phone number that sends the text. It needs an outbound SMS agent.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a number...',
			typeOptions: { searchListMethod: 'searchSmsNumbers', searchable: true },
		},
		{
			displayName: 'By Number',
			name: 'number',
			type: 'string',
			placeholder: 'e.g. +14155550123',
		},
	],
};

export const phoneNumberField: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'Your Retell phone number',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a number...',
			typeOptions: { searchListMethod: 'searchPhoneNumbers', searchable: true },
		},
		{
			displayName: 'By Number',
			name: 'number',
			type: 'string',
			placeholder: 'e.g. +14155550123',
		},
	],
};

export function readAgentId({ get }: Item): string {
	return idInput(get('agentId'), agentIdField.displayName);
}

/** The agent under "Additional Fields"; undefined if the field was not added. */
export function readOverrideAgent({ get }: Pick<Item, 'get'>): string | undefined {
	if (!('agentId' in readCollection({ get }, 'additionalFields'))) return undefined;
	return idInput(get('additionalFields.agentId'), agentIdField.displayName);
}

export function readChatId({ get }: Item): string {
	return idInput(get('chatId'), chatIdField.displayName);
}

export function readFromNumber({ get }: Item): string {
	return phoneNumberInput(get('fromNumber'), fromNumberField.displayName);
}

export function readPhoneNumber({ get }: Item): string {
	return phoneNumberInput(get('phoneNumber'), phoneNumberField.displayName);
}
