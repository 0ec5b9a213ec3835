import type { INodeProperties } from 'n8n-workflow';

import { textInput, urlInput } from '../../retell/inputs';
import type { SmsSettings } from '../../retell/numberCalls';
import { smsAgentsInput } from '../../retell/smsAgents';
import { agentVersionField } from './chatSettings';
import { settingsOf, turnOffField } from './settings';

// What a phone number needs for texts.

const TO_TURN_OFF = {
	inboundSmsAgents: 'Inbound SMS Agents',
	inboundSmsWebhookUrl: 'Inbound SMS Webhook',
	nickname: 'Nickname',
	outboundSmsAgents: 'Outbound SMS Agents',
};

export const smsSettingFields: INodeProperties[] = [
	smsAgentsField('Inbound SMS Agents', 'inboundSmsAgents', 'The chat agents that answer when somebody texts the number'),
	{
		displayName: 'Inbound SMS Webhook URL',
		name: 'inboundSmsWebhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/texts',
		description: 'Whom Retell asks what to do with a text before its chat starts',
	},
	{
		displayName: 'Nickname',
		name: 'nickname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Reminders',
		description: 'What you call the number, for your own reference',
	},
	smsAgentsField('Outbound SMS Agents', 'outboundSmsAgents', 'The chat agents that text from the number; without one, it sends no texts'),
	turnOffField(TO_TURN_OFF),
];

/** The settings that were filled in, as Retell takes them. */
export function readSmsSettings(values: Record<string, unknown>) {
	const { filledOrOff } = settingsOf(values, smsSettingFields, TO_TURN_OFF);
	return {
		inbound_sms_agents: filledOrOff('inboundSmsAgents', smsAgentsInput),
		inbound_sms_webhook_url: filledOrOff('inboundSmsWebhookUrl', urlInput),
		nickname: filledOrOff('nickname', textInput),
		outbound_sms_agents: filledOrOff('outboundSmsAgents', smsAgentsInput),
	} satisfies SmsSettings;
}

function smsAgentsField(displayName: string, name: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Agent',
		default: {},
		description: `${description}. Replaces those that the number has.`,
		options: [
			{
				displayName: 'Agents',
				name: 'agents',
				values: [
					{
						displayName: 'Agent Name or ID',
						name: 'agentId',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getAgents' },
						default: '',
						required: true,
						description:
							'A chat agent. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					agentVersionField,
					{
						displayName: 'Weight',
						name: 'weight',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
						default: 1,
						description: 'The share of texts that this agent gets. All weights add up to 1, such as 0.3 and 0.7.',
					},
				],
			},
		],
	};
}
