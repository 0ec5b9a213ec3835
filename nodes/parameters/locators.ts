import type { IHookFunctions, INodeProperties, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { expressionReturnsNoAgent } from '../messages/pollingTrigger';
import { idInput } from './check/ids';
import { phoneNumberInput } from './check/phoneNumbers';
import { isBlank, textsInput } from './check/values';
import { readCollection } from './common';
import type { FieldNamed, Parameters } from './parameters';

interface Typed {
	displayName: 'By ID' | 'By Number' | 'By Number or Tag';
	name: 'id' | 'number';
	placeholder: string;
}

/** A field for one thing of the workspace: from a list that searches and pages, or typed in. */
export function locatorField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	{ placeholder, search }: { placeholder: string; search: string },
	...typed: Typed[]
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod: search, searchable: true },
			},
			...typed.map((mode) => ({ ...mode, type: 'string' as const })),
		],
	};
}

/** By phone number. */
export const BY_NUMBER: Typed = { displayName: 'By Number', name: 'number', placeholder: 'e.g. +14155550123' };

export const agentIdField = locatorField(
	{ displayName: 'Agent', name: 'agentId', description: 'The Retell chat agent' },
	{ placeholder: 'Select an agent...', search: 'searchAgents' },
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. agent_7c1d2e3f4a5b6c7d8e9f' },
);

const AGENTS = 'Agents';

export const agentIdsField: FieldNamed<'agentIds'> = {
	displayName: 'Agent Names or IDs',
	name: 'agentIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getAgents' },
	default: [],
	description:
		'Only chats with these agents. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** For triggers, which start with all agents. */
export const watchedAgentsField: INodeProperties = { ...agentIdsField, hint: 'If none is selected, all agents count' };

/**
 * IDs of the agents whose chats a trigger delivers; none: all.
 *
 * @param label the field's name in that trigger
 * @throws Explained if something stands there and yields no agent: it must not stand for all of them
 */
export function watchedAgents(
	context: IHookFunctions | IPollFunctions | IWebhookFunctions,
	label: string = AGENTS,
): string[] {
	const { name } = agentIdsField;
	const ids = textsInput(context.getNodeParameter(name, []), label);
	if (ids.length > 0 || isBlank(context.getNode().parameters[name])) return ids;
	throw expressionReturnsNoAgent(label);
}

export const chatIdField = locatorField(
	{ displayName: 'Chat', name: 'chatId', description: 'The chat to work with' },
	{ placeholder: 'Select a chat...', search: 'searchChats' },
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. chat_7c1d2e3f4a5b6c7d8e9f' },
);

/** For what only an ongoing chat takes. */
export const ongoingChatIdField = locatorField(
	{ displayName: chatIdField.displayName, name: chatIdField.name, description: 'The ongoing chat' },
	{ placeholder: 'Select a chat...', search: 'searchOngoingChats' },
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. chat_7c1d2e3f4a5b6c7d8e9f' },
);

export const fromNumberField = locatorField(
	{
		displayName: 'From Number',
		name: 'fromNumber',
		description: 'Your Retell phone number that sends the text message. It needs an outbound SMS agent.',
	},
	{ placeholder: 'Select a number...', search: 'searchSmsNumbers' },
	BY_NUMBER,
);

export const phoneNumberField = locatorField(
	{ displayName: 'Phone Number', name: 'phoneNumber', description: 'Your Retell phone number' },
	{ placeholder: 'Select a number...', search: 'searchPhoneNumbers' },
	BY_NUMBER,
);

/** @throws Explained if it is empty, or no ID */
export function readAgentId({ get }: Pick<Parameters, 'get'>): string {
	return idInput(get('agentId'), agentIdField.displayName);
}

/** The agent under "Additional Fields"; undefined if the field was not added. */
export function readOverrideAgent({ get }: Pick<Parameters, 'get'>): string | undefined {
	if (!('agentId' in readCollection({ get }, 'additionalFields'))) return undefined;
	return idInput(get('additionalFields.agentId'), agentIdField.displayName);
}

/** @throws Explained if it is empty, or no ID */
export function readChatId({ get }: Pick<Parameters, 'get'>): string {
	return idInput(get('chatId'), chatIdField.displayName);
}

/**
 * A number in E.164 form.
 *
 * @throws Explained for anything else
 */
export function readFromNumber({ get }: Pick<Parameters, 'get'>): string {
	return phoneNumberInput(get('fromNumber'), fromNumberField.displayName);
}

/**
 * A number in E.164 form.
 *
 * @throws Explained for anything else
 */
export function readPhoneNumber({ get }: Pick<Parameters, 'get'>): string {
	return phoneNumberInput(get('phoneNumber'), phoneNumberField.displayName);
}
