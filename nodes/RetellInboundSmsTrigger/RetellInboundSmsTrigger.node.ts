import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { searchAgents } from '../parameters/pickers/agents';
import { searchPhoneNumbers } from '../parameters/pickers/phoneNumbers';
import { withAdvice, withNodeErrors } from '../retell/nodeError';
import { fields } from './fields';
import { receive } from './receive';
import { giveBack, isRegistered, register } from './registration';

export class RetellInboundSmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Retell Inbound SMS Trigger',
		name: 'retellInboundSmsTrigger',
		icon: { light: 'file:../../icons/retell.svg', dark: 'file:../../icons/retell.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["responseMode"] === "onReceived" ? "Respond immediately" : "Respond using the Retell Chat node" }}',
		description:
			'Starts the workflow when a text message to a Retell phone number is about to start a chat, and lets the workflow choose the agent',
		defaults: { name: 'Retell Inbound SMS Trigger' },
		eventTriggerDescription: 'Waiting for Retell to call the test URL',
		activationMessage: 'Retell can now call the production URL when a text message comes in.',
		triggerPanel: {
			header: 'Listen for a text message',
			executionsHelp: {
				inactive:
					"While you build the workflow, <b>execute the step</b> and text the number. With Register With Number, the node sets the test URL in the number, and removes it when the test ends. Otherwise, paste the test URL into the number in Retell first (Inbound SMS Webhook).<br /><br />When you're ready, <b>publish</b> the workflow. Retell then calls the production URL, and each text message that starts a chat starts the workflow once.",
				active:
					'The workflow is published. Each text message that starts a chat starts it once. See the runs under Executions.<br /><br />To keep building, copy this workflow, select another phone number there, <b>execute the step</b>, and text that number. Without Register With Number, paste the test URL of the copy into that number in Retell first.',
			},
			activationHint: {
				inactive: 'Once the workflow is published, Retell can call its production URL.',
				active:
					"Text messages that Retell sends to the production URL also start the workflow. You won't see those here.",
			},
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: '={{ $parameter["responseMode"] }}',
				path: 'webhook',
			},
		],
		properties: fields,
	};

	methods = { listSearch: { searchAgents, searchPhoneNumbers } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(this, isRegistered, withAdvice);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await withNodeErrors(this, register, withAdvice);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await withNodeErrors(this, giveBack);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await withNodeErrors(this, receive);
	}
}
