import type { IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { choicesInput } from '../parameters/check/values';
import { simplifyField } from '../parameters/common';
import { agentIdField, watchedAgentsField } from '../parameters/locators';
import { EVENTS, type EventName } from './event';

const TRIGGER_ON = 'Trigger On';
export const REGISTER_WITH_AGENT = 'Register With Agent';

export const fields: INodeProperties[] = [
	{
		displayName:
			'Open "Webhook URLs" above and paste the production URL into the agent in Retell (Webhook Settings), or let this node do it with "Register With Agent". To test, paste the test URL there, execute this step, and chat with the agent.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		...agentIdField,
		displayName: REGISTER_WITH_AGENT,
		name: 'registerWithAgent',
		required: false,
		description:
			"Sets the webhook of this agent when you publish the workflow, and removes it when you unpublish. An existing webhook of the agent is never replaced. Retell changes the newest draft, so publish that draft in Retell to make it live. Retell then no longer calls your account's webhook for this agent.",
	},
	{
		displayName: TRIGGER_ON,
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		options: [
			{
				name: 'Chat Analyzed',
				value: 'chatAnalyzed',
				description: 'When Retell has analyzed an ended chat. Includes summary, sentiment, and success.',
				action: 'On chat analyzed',
			},
			{
				name: 'Chat Ended',
				value: 'chatEnded',
				description: 'As soon as a chat has ended. Its analysis is still missing.',
				action: 'On chat ended',
			},
			{
				name: 'Chat Started',
				value: 'chatStarted',
				description: 'When a chat begins',
				action: 'On chat started',
			},
			{
				name: 'Transcript Updated',
				value: 'transcriptUpdated',
				description: 'When a chat gets a message. Select this event in Retell as well, or use "Register With Agent".',
				action: 'On transcript updated',
			},
		],
		default: ['chatAnalyzed'],
		required: true,
	},
	{
		...watchedAgentsField,
		description:
			'Only chats with these agents start the workflow. If none is selected, chats with all agents do. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	simplifyField,
];

/** The chosen events, in Retell's names. */
export function readEvents(context: IHookFunctions | IWebhookFunctions): EventName[] {
	const names = choicesInput(context.getNodeParameter('events'), TRIGGER_ON, Object.keys(EVENTS));
	return Object.entries(EVENTS).flatMap(([name, event]) => (names.includes(name) ? [event] : []));
}
