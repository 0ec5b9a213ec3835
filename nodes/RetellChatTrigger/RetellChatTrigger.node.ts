import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getAgents } from '../parameters/pickers/agents';
import { fields } from './fields';
import { runPoll } from './run';
import { fetchSample } from './sample';

export class RetellChatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Retell Chat Trigger',
		name: 'retellChatTrigger',
		icon: { light: 'file:../../icons/retell.svg', dark: 'file:../../icons/retell.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"] === "chatAnalyzed" ? "Chat analyzed" : "Chat ended" }}',
		// n8n's search shows this node and the action node as one, with this text.
		description: 'Create, answer, read, list and end chats with Retell AI agents, or start the workflow when they end',
		defaults: { name: 'Retell Chat Trigger' },
		eventTriggerDescription: 'Asks Retell for chats that ended, at the times set under Poll Times',
		activationMessage: 'From now on, each chat that ends starts this workflow once.',
		triggerPanel: {
			header: 'Fetch a chat to work with',
			executionsHelp: {
				inactive:
					'While you build: <b>fetch a test event</b> to get one of your newest ended chats. It changes nothing.<br /><br />When you are done: <b>publish</b> the workflow. From then on, n8n asks Retell at the times set under Poll Times, and each chat that ends starts the workflow once. Chats that ended before are not delivered, unless you set Start From.',
				active:
					'The workflow is published: n8n asks Retell at the times set under Poll Times, and each chat that ends starts the workflow once. You find the runs under Executions.<br /><br />To go on building, <b>fetch a test event</b>. It changes nothing in what the trigger delivers.',
			},
			activationHint: 'Publish the workflow, so that each chat that ends starts it once.',
		},
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		properties: fields,
	};

	methods = { loadOptions: { getAgents } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return this.getMode() === 'manual' ? await fetchSample(this) : await runPoll(this);
	}
}
