import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { commonPollingParameters } from 'n8n-core/dist/nodes-loader/constants.js';
import type { INode, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';

/**
 * n8n's own nodes that the examples use: the version that they use, and the name that n8n gives a
 * new node. These versions are in n8n 1.123, too, except for the forms, and for the data table, which
 * cannot create tables there.
 */
export const N8N_NODES: Record<string, { version: number; defaultName: string }> = {
	'@n8n/n8n-nodes-langchain.agent': { version: 3, defaultName: 'AI Agent' },
	'@n8n/n8n-nodes-langchain.chatTrigger': { version: 1.4, defaultName: 'When chat message received' },
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': { version: 1.3, defaultName: 'OpenAI Chat Model' },
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': { version: 1.3, defaultName: 'Simple Memory' },
	'n8n-nodes-base.dataTable': { version: 1.1, defaultName: 'Data table' },
	'n8n-nodes-base.filter': { version: 2.3, defaultName: 'Filter' },
	'n8n-nodes-base.form': { version: 2.5, defaultName: 'Form' },
	'n8n-nodes-base.formTrigger': { version: 2.6, defaultName: 'On form submission' },
	'n8n-nodes-base.httpRequest': { version: 4.3, defaultName: 'HTTP Request' },
	'n8n-nodes-base.hubspot': { version: 2.2, defaultName: 'HubSpot' },
	'n8n-nodes-base.if': { version: 2.3, defaultName: 'If' },
	'n8n-nodes-base.manualTrigger': { version: 1, defaultName: 'When clicking ‘Execute workflow’' },
	'n8n-nodes-base.merge': { version: 3.2, defaultName: 'Merge' },
	'n8n-nodes-base.removeDuplicates': { version: 2, defaultName: 'Remove Duplicates' },
	'n8n-nodes-base.scheduleTrigger': { version: 1.3, defaultName: 'Schedule Trigger' },
	'n8n-nodes-base.set': { version: 3.4, defaultName: 'Edit Fields' },
	'n8n-nodes-base.slack': { version: 2.4, defaultName: 'Slack' },
	'n8n-nodes-base.splitOut': { version: 1, defaultName: 'Split Out' },
	'n8n-nodes-base.stickyNote': { version: 1, defaultName: 'Sticky Note' },
	'n8n-nodes-base.stopAndError': { version: 1, defaultName: 'Stop and Error' },
	'n8n-nodes-base.switch': { version: 3.4, defaultName: 'Switch' },
	'n8n-nodes-base.whatsApp': { version: 1.1, defaultName: 'WhatsApp Business Cloud' },
	'n8n-nodes-base.whatsAppTrigger': { version: 1, defaultName: 'WhatsApp Trigger' },
};

/** What n8n adds to a node that it offers to AI agents (its `convertNodeToAiTool`). */
const TOOL_PROPERTIES: INodeProperties[] = [
	{
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		options: [
			{ name: 'Set Automatically', value: 'auto' },
			{ name: 'Set Manually', value: 'manual' },
		],
		default: 'auto',
	},
	{
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { descriptionType: ['manual'] } },
	},
];

const action = new RetellChat().description;
const trigger = new RetellChatTrigger().description;

/** This package's nodes as n8n offers them. */
export const OUR_NODES: Record<string, INodeTypeDescription> = {
	'n8n-nodes-retell-chat.retellChat': action,
	'n8n-nodes-retell-chat.retellChatTool': { ...action, properties: [...TOOL_PROPERTIES, ...action.properties] },
	'n8n-nodes-retell-chat.retellChatTrigger': {
		...trigger,
		properties: [...commonPollingParameters, ...trigger.properties],
	},
	'n8n-nodes-retell-chat.retellChatWebhookTrigger': new RetellChatWebhookTrigger().description,
	'n8n-nodes-retell-chat.retellInboundSmsTrigger': new RetellInboundSmsTrigger().description,
};

export type Describe = (node: Pick<INode, 'type' | 'typeVersion'>) => INodeTypeDescription | undefined;

/** Gives the description of a node's type in its version, as this n8n has it. */
export function typesOf(n8nDir: string): Describe {
	const lists = new Map<string, INodeTypeDescription[]>();
	const listOf = (packageName: string): INodeTypeDescription[] => {
		const file = join(n8nDir, '..', packageName, 'dist', 'types', 'nodes.json');
		const list = lists.get(packageName) ?? (JSON.parse(readFileSync(file, 'utf8')) as INodeTypeDescription[]);
		lists.set(packageName, list);
		return list;
	};
	return ({ type, typeVersion }) => {
		const end = type.lastIndexOf('.');
		const types = listOf(type.slice(0, end)).filter(({ name }) => name === type.slice(end + 1));
		return types.find(({ version }) => [version].flat().includes(typeVersion));
	};
}
