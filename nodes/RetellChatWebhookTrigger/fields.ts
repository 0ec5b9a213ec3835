import { updateDisplayOptions, type IHookFunctions, type INodeProperties, type IWebhookFunctions } from 'n8n-workflow';

import { noAgentToRegister } from '../messages/webhookTriggers';
import { idInput } from '../parameters/check/ids';
import { choicesInput } from '../parameters/check/values';
import { simplifyField } from '../parameters/common';
import { agentIdField, watchedAgents, watchedAgentsField } from '../parameters/locators';
import { textOf } from '../retell/values';
import { EVENTS, type EventName } from './event';

const SET_UP_WEBHOOK = 'Set Up Webhook';
const REGISTER_WITH_AGENT = 'Register With Agent';
const TRIGGER_ON = 'Trigger On';
const ONLY_THESE_AGENTS = 'Only These Agents';

export const fields: INodeProperties[] = [
	{
		displayName: SET_UP_WEBHOOK,
		name: 'setUpWebhook',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Automatically',
				value: 'automatically',
				description: 'Select an agent. Publishing the workflow sets its webhook, and unpublishing removes it.',
			},
			{
				name: 'Manually',
				value: 'manually',
				description: "Paste the URL into one or more agents in Retell, or into your account's webhook settings",
			},
		],
		default: 'automatically',
	},
	...updateDisplayOptions({ show: { setUpWebhook: ['automatically'] } }, [
		{
			displayName:
				'Publishing this workflow sets the webhook in a draft of the agent. Then publish that draft in Retell, or turn on "Publish Agent", so that real chats start the workflow.',
			name: 'draftNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { publishAgent: [false] } },
		},
		{
			displayName:
				'Publishing this workflow sets the webhook of the agent and publishes the agent. Unpublishing removes it in a draft only: publish that draft in Retell.',
			name: 'publishNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { publishAgent: [true] } },
		},
		{
			...agentIdField,
			displayName: REGISTER_WITH_AGENT,
			name: 'registerWithAgent',
			hint: 'To test, execute this step and chat with the draft. The node sets its test URL, and removes it when the test ends.',
			description:
				"The agent whose chats start the workflow. An existing webhook of the agent is never replaced. While the agent has a webhook of its own, Retell doesn't call your account's webhook for it.",
		},
		{
			displayName: 'Publish Agent',
			name: 'publishAgent',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				"Whether to also publish the agent when you publish the workflow, so that the webhook is live at once. If the agent's newest version is a draft, all of its changes go live with it.",
		},
	]),
	...updateDisplayOptions({ show: { setUpWebhook: ['manually'] } }, [
		{
			displayName:
				'Open "Webhook URLs" above and paste the production URL into the agent in Retell (Webhook Settings). Then publish the agent in Retell, so that real chats start the workflow. Retell can only call URLs that it can reach from the internet.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'To test, paste the test URL into a draft of the agent, execute this step, and chat with the draft.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
	]),
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
				description:
					'When a chat gets a message. If Set Up Webhook is set to Manually, also select this event in Retell.',
				action: 'On transcript updated',
			},
		],
		default: ['chatAnalyzed'],
		required: true,
	},
	{
		...watchedAgentsField,
		displayName: ONLY_THESE_AGENTS,
		hint: 'If none is selected, all agents that have the webhook count',
		description:
			'Only chats with these agents start the workflow. If none is selected, chats with all agents do. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	simplifyField,
];

/**
 * The agent whose webhook this node sets; undefined if a person does that in Retell.
 *
 * @param orNone whether it is no matter that none is selected
 * @throws Explained if none is selected, or for what is no ID
 */
export function readAgentToRegister(context: IHookFunctions, { orNone }: { orNone: boolean }): string | undefined {
	if (context.getNodeParameter('setUpWebhook', 'automatically') === 'manually') return undefined;
	const value = context.getNodeParameter('registerWithAgent', '', { extractValue: true });
	if (textOf(value).trim() !== '') return idInput(value, REGISTER_WITH_AGENT);
	if (orNone) return undefined;
	throw noAgentToRegister(REGISTER_WITH_AGENT, SET_UP_WEBHOOK);
}

/** Whether publishing the workflow publishes the agent, too. */
export function readPublishAgent(context: IHookFunctions): boolean {
	return context.getNodeParameter('publishAgent', false) === true;
}

/**
 * IDs of the agents whose chats start the workflow; none: all.
 *
 * @throws Explained if an expression returns none
 */
export function readOnlyTheseAgents(context: IHookFunctions | IWebhookFunctions): string[] {
	return watchedAgents(context, ONLY_THESE_AGENTS);
}

/** The chosen events, in Retell's names. */
export function readEvents(context: IHookFunctions | IWebhookFunctions): EventName[] {
	const names = choicesInput(context.getNodeParameter('events'), TRIGGER_ON, Object.keys(EVENTS));
	return Object.entries(EVENTS).flatMap(([name, event]) => (names.includes(name) ? [event] : []));
}
