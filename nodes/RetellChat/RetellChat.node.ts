import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { getAgents, searchAgents } from './listSearch/agents';
import { searchChats } from './listSearch/chats';
import { searchSmsNumbers } from './listSearch/phoneNumbers';
import { propertiesOf, subtitleOf } from './operation';
import { create } from './resources/chat/create';
import { createSms } from './resources/chat/createSms';
import { deleteChat } from './resources/chat/delete';
import { end } from './resources/chat/end';
import { get } from './resources/chat/get';
import { getAll } from './resources/chat/getAll';
import { rerunAnalysis } from './resources/chat/rerunAnalysis';
import { sendMessage } from './resources/chat/sendMessage';
import { update } from './resources/chat/update';
import { get as getAgent } from './resources/chatAgent/get';
import { getAll as getAllAgents } from './resources/chatAgent/getAll';
import { runItems } from './run';

// In the order in which the editor shows them: by name.
const resources = {
	chat: {
		name: 'Chat',
		operations: {
			create,
			createSms,
			delete: deleteChat,
			end,
			get,
			getAll,
			rerunAnalysis,
			sendMessage,
			update,
		},
	},
	chatAgent: {
		name: 'Chat Agent',
		operations: { get: getAgent, getAll: getAllAgents },
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
		description: 'Create, answer, read, list and end chats with Retell AI agents',
		defaults: { name: 'Retell Chat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		properties: propertiesOf(resources),
	};

	methods = {
		listSearch: { searchAgents, searchChats, searchSmsNumbers },
		loadOptions: { getAgents },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(this, resources);
	}
}
