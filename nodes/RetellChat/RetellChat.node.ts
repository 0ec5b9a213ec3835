import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { getAgents, searchAgents } from '../parameters/pickers/agents';
import { searchChats, searchOngoingChats } from '../parameters/pickers/chats';
import { getAnalysisFields } from '../parameters/pickers/analysisFields';
import { getContactFields, searchContacts } from '../parameters/pickers/contacts';
import { searchEngines } from '../parameters/pickers/engines';
import { searchPhoneNumbers, searchSmsNumbers } from '../parameters/pickers/phoneNumbers';
import { getTestCases } from '../parameters/pickers/testCases';
import { searchAgentVersions } from '../parameters/pickers/versions';
import { getAll as getAllTestCases } from './resources/agentTest/getAll';
import { getReply } from './resources/agentTest/getReply';
import { run } from './resources/agentTest/run';
import { create } from './resources/chat/create';
import { createSms } from './resources/chat/createSms';
import { deleteOne } from './resources/chat/delete';
import { deleteMany } from './resources/chat/deleteMany';
import { end } from './resources/chat/end';
import { endMany } from './resources/chat/endMany';
import { get } from './resources/chat/get';
import { getAll } from './resources/chat/getAll';
import { rerunAnalysis } from './resources/chat/rerunAnalysis';
import { sendMessage } from './resources/chat/sendMessage';
import { update } from './resources/chat/update';
import { create as createAgent } from './resources/chatAgent/create';
import { createVersion } from './resources/chatAgent/createVersion';
import { deleteAgent } from './resources/chatAgent/delete';
import { deleteVersion } from './resources/chatAgent/deleteVersion';
import { get as getAgent } from './resources/chatAgent/get';
import { getAll as getAllAgents } from './resources/chatAgent/getAll';
import { getVersions } from './resources/chatAgent/getVersions';
import { publish } from './resources/chatAgent/publish';
import { update as updateAgent } from './resources/chatAgent/update';
import { deleteOne as deleteContact } from './resources/contact/delete';
import { get as getContact } from './resources/contact/get';
import { getAll as getAllContacts } from './resources/contact/getAll';
import { getConversations } from './resources/contact/getConversations';
import { upsert } from './resources/contact/upsert';
import { answer } from './resources/inboundSms/answer';
import { get as getNumber } from './resources/phoneNumber/get';
import { getAll as getAllNumbers } from './resources/phoneNumber/getAll';
import { updateSms } from './resources/phoneNumber/updateSms';
import { runItems } from './run/items';
import { propertiesOf, subtitleOf } from './run/properties';

// In the order in which the editor shows them: by name.
const resources = {
	agentTest: {
		name: 'Agent Test',
		short: 'agent test',
		operations: { getReply, getAll: getAllTestCases, run },
	},
	chat: {
		name: 'Chat',
		short: 'chat',
		operations: {
			create,
			createSms,
			delete: deleteOne,
			deleteMany,
			end,
			endMany,
			get,
			getAll,
			rerunAnalysis,
			sendMessage,
			update,
		},
	},
	chatAgent: {
		name: 'Chat Agent',
		short: 'agent',
		operations: {
			create: createAgent,
			createVersion,
			delete: deleteAgent,
			deleteVersion,
			get: getAgent,
			getAll: getAllAgents,
			getVersions,
			publish,
			update: updateAgent,
		},
	},
	contact: {
		name: 'Contact',
		short: 'contact',
		operations: {
			upsert,
			delete: deleteContact,
			get: getContact,
			getConversations,
			getAll: getAllContacts,
		},
	},
	inboundSms: {
		name: 'Inbound SMS',
		short: 'inbound SMS',
		operations: { answer },
	},
	phoneNumber: {
		name: 'Phone Number',
		short: 'number',
		operations: { get: getNumber, getAll: getAllNumbers, updateSms },
	},
};

export class RetellChat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Retell Chat',
		name: 'retellChat',
		icon: { light: 'file:../../icons/retell.svg', dark: 'file:../../icons/retell.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Send messages to Retell AI chat agents, and manage chats, agents, contacts, and phone numbers',
		defaults: { name: 'Retell Chat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		properties: propertiesOf(resources, 'chat'),
	};

	methods = {
		listSearch: {
			searchAgents,
			searchAgentVersions,
			searchChats,
			searchContacts,
			searchEngines,
			searchOngoingChats,
			searchPhoneNumbers,
			searchSmsNumbers,
		},
		loadOptions: { getAgents, getAnalysisFields, getContactFields, getTestCases },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, resources);
	}
}
