import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { watchedAgents } from '../parameters/locators';
import { getAgents, searchAgents } from '../parameters/pickers/agents';
import { withNodeErrors } from '../retell/nodeError';
import { fields } from './fields';
import { receive } from './receive';
import { giveBack, isRegistered, register } from './registration';

/** Nobody is there to fix a parameter, and what is published must stay so. */
const UNATTENDED = ['init', 'leadershipChange'];

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
		defaults: { name: 'Retell Chat Webhook Trigger' },
		eventTriggerDescription: 'Waiting for Retell to call the test URL',
		activationMessage:
			'Retell can now call the production URL. If "Register With Agent" changed a draft of the agent, publish that draft in Retell.',
		triggerPanel: {
			header: 'Listen for a chat event',
			executionsHelp: {
				inactive:
					"While you build the workflow, paste the test URL into the agent in Retell (Webhook Settings), <b>execute the step</b>, and chat with the agent.<br /><br />When you're ready, <b>publish</b> the workflow. Retell then calls the production URL, and each event of a chat starts the workflow once.",
				active:
					'The workflow is published. Each chat event that Retell sends to the production URL starts it once. See the runs under Executions.<br /><br />To keep building, paste the test URL into another agent in Retell, <b>execute the step</b>, and chat with that agent.',
			},
			activationHint: 'Once the workflow is published, Retell can call its production URL.',
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
				return await withNodeErrors(this, (context) => {
					if (!UNATTENDED.includes(context.getActivationMode())) watchedAgents(context);
					return isRegistered(context);
				});
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await withNodeErrors(this, register);
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
