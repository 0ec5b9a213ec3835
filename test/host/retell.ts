// This package's nodes and its credential, as n8n would have loaded them.
import type { IHttpRequestOptions, INodeType } from 'n8n-workflow';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';
import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { described, executionDataOf, nodeTypesOf, type Access } from './data.ts';

const PACKAGE = 'n8n-nodes-retell-chat';

/** The triggers that get webhooks. */
export const WEBHOOK_TRIGGERS = {
	retellChatWebhookTrigger: new RetellChatWebhookTrigger(),
	retellInboundSmsTrigger: new RetellInboundSmsTrigger(),
};
export type WebhookTriggerName = keyof typeof WEBHOOK_TRIGGERS;

export const TYPES: Record<string, INodeType> = {
	// The trigger of n8n itself; what it hands over is pinned.
	'n8n-nodes-base.manualTrigger': { description: described('manualTrigger', { group: ['trigger'], inputs: [] }) },
	[`${PACKAGE}.retellChat`]: new RetellChat(),
	// n8n offers it to AI agents under this name.
	[`${PACKAGE}.retellChatTool`]: new RetellChat(),
	[`${PACKAGE}.retellChatTrigger`]: new RetellChatTrigger(),
	[`${PACKAGE}.retellChatWebhookTrigger`]: WEBHOOK_TRIGGERS.retellChatWebhookTrigger,
	[`${PACKAGE}.retellInboundSmsTrigger`]: WEBHOOK_TRIGGERS.retellInboundSmsTrigger,
};

export const nodeTypes = nodeTypesOf(TYPES);

/** What goes with an execution that has this credential, and the options of the requests that it sends, in their order. */
export function executionData(access: Omit<Access, 'type' | 'sent'>) {
	const sent: IHttpRequestOptions[] = [];
	return { additionalData: executionDataOf({ ...access, type: new RetellChatApi(), sent }), sent };
}
