import type Retell from 'retell-sdk';

import { weightNotPositive, weightsNotOne } from '../messages/settings';
import type { SmsSettings } from '../retell/api/phoneNumbers';
import { agentVersionField } from './chatSettings';
import { agentVersionInput, idInput } from './check/ids';
import { isBlank, numberInput, rowsInput, textInput, urlInput } from './check/values';
import type { FieldNamed } from './parameters';
import { settingsOf, turnOffField } from './turnOff';

// What a phone number needs for text messages.

const TO_TURN_OFF = {
	inboundSmsAgents: 'Inbound SMS Agents',
	inboundSmsWebhookUrl: 'Inbound SMS Webhook',
	nickname: 'Nickname',
	outboundSmsAgents: 'Outbound SMS Agents',
};

type SmsSettingName = keyof typeof TO_TURN_OFF | 'turnOff';

export const smsSettingFields: Array<FieldNamed<SmsSettingName>> = [
	turnOffField(TO_TURN_OFF),
	smsAgentsField('Inbound SMS Agents', 'inboundSmsAgents', 'The chat agents that answer text messages to this number'),
	{
		displayName: 'Inbound SMS Webhook URL',
		name: 'inboundSmsWebhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/texts',
		description: 'URL that Retell calls for instructions when a text message is about to start a chat',
	},
	{
		displayName: 'Nickname',
		name: 'nickname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Reminders',
		description: 'Name of the phone number, for your own reference',
	},
	smsAgentsField('Outbound SMS Agents', 'outboundSmsAgents', 'The chat agents that text from this number'),
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

function smsAgentsField(displayName: string, name: SmsSettingName, description: string): FieldNamed<SmsSettingName> {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Agent',
		default: {},
		description: `${description}. Replaces the existing agents.`,
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
					{
						...agentVersionField,
						hint: 'If empty: the latest version, including drafts. To use only published versions, enter latest_published.',
					},
					{
						displayName: 'Weight',
						name: 'weight',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 1 },
						default: 1,
						description:
							'The share of text messages that this agent gets. All weights must add up to 1, such as 0.3 and 0.7.',
					},
				],
			},
		],
	};
}

type SmsAgent = Retell.PhoneNumberUpdateParams.InboundSMSAgent;

/** Ten times 0.1 is not quite 1. */
const TOLERANCE = 1e-6;

/**
 * The agents that share a number's text messages, from rows `{agentId, weight, agentVersion}`. Undefined if
 * there are none.
 *
 * @throws Explained for weights that do not add up to 1
 */
export function smsAgentsInput(value: unknown, label: string): SmsAgent[] | undefined {
	const rows = rowsInput(value, label, 'agents', { agentId: 'agent_7c1d2e3f4a5b6c7d8e9f', weight: 1 });
	if (rows.length === 0) return undefined;
	const agents = rows.map(({ agentId, weight, agentVersion }): SmsAgent => {
		const version = agentVersionInput(agentVersion, `${label}: Agent Version`);
		return {
			agent_id: idInput(agentId, `${label}: Agent`),
			weight: isBlank(weight) && rows.length === 1 ? 1 : weightInput(weight, `${label}: Weight`),
			...(version !== undefined && { agent_version: version }),
		};
	});
	const sum = agents.reduce((total, { weight }) => total + weight, 0);
	if (Math.abs(sum - 1) <= TOLERANCE) return agents;
	throw weightsNotOne(label, Number(sum.toFixed(6)), Math.abs(sum - 100) <= 1);
}

function weightInput(value: unknown, label: string): number {
	const weight = numberInput(value, label);
	if (weight > 0) return weight;
	throw weightNotPositive(label, weight);
}
