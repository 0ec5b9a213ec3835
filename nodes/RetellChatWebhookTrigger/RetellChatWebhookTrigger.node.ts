import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { getAgents, searchAgents } from '../parameters/pickers/agents';
import { withAdvice, withNodeErrors } from '../retell/nodeError';
import { isRestart } from '../retell/webhooks/registration';
import { fields, readOnlyTheseAgents } from './fields';
import { receive } from './receive';
import { giveBack, isRegistered, register } from './registration';

export class RetellChatWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Retell Chat Webhook Trigger',
		name: 'retellChatWebhookTrigger',
		icon: { light: 'file:../../icons/retell.svg', dark: 'file:../../icons/retell.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].join(", ").replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase()).replace(/^./, (letter) => letter.toUpperCase()) }}',
		description: 'Starts the workflow as soon as a Retell AI chat starts, gets a message, ends, or is analyzed',
		// As n8n's list of nodes has it, which leaves out "Trigger" where a node has several of them.
		defaults: { name: 'Retell Chat Webhook' },
		eventTriggerDescription: 'Waiting for Retell to call the test URL',
		activationMessage:
			'Retell can now call the production URL. Real chats start the workflow once the agent is published in Retell with its webhook.',
		triggerPanel: {
			header: 'Listen for a chat event',
			executionsHelp: {
				inactive:
					"While you build the workflow, <b>execute the step</b> and chat with the draft of the agent. If the webhook is set up automatically, the node sets the test URL in that draft, and removes it when the test ends. Otherwise, paste the test URL into the draft first.<br /><br />When you're ready, <b>publish</b> the workflow. Retell then calls the production URL, and each event of a chat starts the workflow once.",
				active:
					'The workflow is published. Each chat event that Retell sends to the production URL starts it once. See the runs under Executions.<br /><br />To keep building, copy this workflow, select another agent there, <b>execute the step</b>, and chat with the draft of that agent. If the webhook is set up manually, paste the test URL of the copy into that draft first.',
			},
			activationHint: {
				inactive: 'Once the workflow is published, Retell can call its production URL.',
				active: "Events that Retell sends to the production URL also start the workflow. You won't see those here.",
			},
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: fields,
	};

	methods = { loadOptions: { getAgents }, listSearch: { searchAgents } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(
					this,
					(context) => {
						// At a restart, nobody is there to fix a parameter, and what is published must stay so.
						if (!isRestart(context)) readOnlyTheseAgents(context);
						return isRegistered(context);
					},
					withAdvice,
				);
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
