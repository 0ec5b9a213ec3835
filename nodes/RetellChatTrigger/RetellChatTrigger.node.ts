import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getAgents } from '../parameters/pickers/agents';
import { getAnalysisFields } from '../parameters/pickers/analysisFields';
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
		description:
			'Send messages to Retell AI chat agents, manage chats, agents, contacts, and phone numbers, or start a workflow when chats end',
		defaults: { name: 'Retell Chat Trigger' },
		eventTriggerDescription: 'Checking Retell for ended chats at the times set under Poll Times',
		activationMessage: 'From now on, each chat that ends is delivered once, as one item of an execution.',
		triggerPanel: {
			header: 'Fetch a chat to work with',
			executionsHelp: {
				inactive:
					"While you build the workflow, <b>fetch a test event</b> to get one of your newest ended chats. This doesn't change anything.<br /><br />When you're ready, <b>publish</b> the workflow. n8n then checks Retell at the times set under Poll Times. Each chat that ends is delivered once, as one item of an execution. Chats that ended before that aren't delivered, unless you set Start From.",
				active:
					"The workflow is published. n8n checks Retell at the times set under Poll Times. Each chat that ends is delivered once, as one item of an execution.<br /><br />To keep building, <b>fetch a test event</b>. This doesn't change what is delivered.",
			},
			activationHint: {
				inactive: 'Once the workflow is published, each chat that ends is delivered once, as one item of an execution.',
				active:
					'Chats that end also start the workflow, at the times set under Poll Times. Those executions show up in the executions list, but not here.',
			},
		},
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'retellChatApi', required: true }],
		properties: fields,
	};

	methods = { loadOptions: { getAgents, getAnalysisFields } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return this.getMode() === 'manual' ? await fetchSample(this) : await runPoll(this);
	}
}
