import type { INodeProperties } from 'n8n-workflow';

import type { ChatAgentChanges } from '../../retell/api/call';
import { AGENT_STORAGES, ANALYSIS_MODELS, CHAT_EVENTS } from '../../retell/api/vocabulary';
import { choiceInput, choicesInput, textInput, urlInput } from '../check/values';
import type { FieldNamed } from '../parameters';
import { responseEngineField } from '../responseEngine';
import { settingsOf, turnOffField } from '../turnOff';
import { analysisFieldsField } from './analysisFields';
import {
	analysisInput,
	autoCloseInput,
	languagesInput,
	otherSettingsInput,
	retentionInput,
	timezoneInput,
	type OtherSettings,
} from './check';
import { LANGUAGE_NAMES } from './languages';

// What a chat agent can be set to, when it is created and when its draft is changed.

const TO_TURN_OFF = {
	autoCloseMinutes: 'Auto-Close',
	autoCloseMessage: 'Auto-Close Message',
	retentionDays: 'Data Retention Limit',
	analysisFields: 'Post-Chat Analysis Fields',
	analysisModel: 'Post-Chat Analysis Model',
	timezone: 'Timezone',
	webhookUrl: 'Webhook',
	webhookEvents: 'Webhook Events',
};

export const agentNameField: INodeProperties = {
	displayName: 'Name',
	name: 'agentName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Support',
	description: 'The name of the agent, for your own reference',
};

type AgentSettingName = keyof typeof TO_TURN_OFF | 'dataStorage' | 'languages' | 'otherSettings' | 'turnOff';

export const agentSettingFields: Array<FieldNamed<AgentSettingName>> = [
	{
		displayName: 'Auto-Close After (Minutes)',
		name: 'autoCloseMinutes',
		type: 'number',
		default: 60,
		typeOptions: { minValue: 2, maxValue: 4320 },
		description:
			'Minutes of silence after which a chat is closed: 2 to 4320 (72 hours). To keep chats open, select "Auto-Close" under "Clear Fields" of Update Draft instead.',
	},
	{
		displayName: 'Auto-Close Message',
		name: 'autoCloseMessage',
		type: 'string',
		default: '',
		placeholder: 'e.g. Write to us again anytime.',
		description: 'Message that the person gets when a chat is closed after silence',
	},
	{
		displayName: 'Data Retention (Days)',
		name: 'retentionDays',
		type: 'number',
		default: 90,
		typeOptions: { minValue: 1, maxValue: 730, numberPrecision: 0 },
		description:
			'Days after which Retell deletes chats, counted from their start: 1 to 730. Without a limit, Retell keeps them.',
	},
	{
		displayName: 'Data Storage',
		name: 'dataStorage',
		type: 'options',
		options: [
			{ name: 'Basic Attributes Only', value: 'basic_attributes_only', description: 'Without transcript and analysis' },
			{ name: 'Everything', value: 'everything', description: 'With transcript and analysis' },
			{
				name: 'Everything Except PII',
				value: 'everything_except_pii',
				description: 'Everything except personal data that Retell detects',
			},
		],
		default: 'everything',
		description: "What Retell stores of the agent's chats",
	},
	{
		displayName: 'Languages',
		name: 'languages',
		type: 'multiOptions',
		options: Object.entries(LANGUAGE_NAMES).map(([value, name]) => ({ name, value })),
		default: [],
		description: 'The languages that the agent speaks',
	},
	{
		displayName: 'Other Settings (JSON)',
		name: 'otherSettings',
		type: 'json',
		default: '{}',
		description:
			"Settings that have no field here, as a JSON object with Retell's names, such as guardrail_config, handbook_config, pii_config, or webhook_timeout_ms",
	},
	analysisFieldsField,
	{
		displayName: 'Post-Chat Analysis Model',
		name: 'analysisModel',
		type: 'options',
		options: ANALYSIS_MODELS.map((value) => ({ name: value, value })),
		default: 'gpt-4.1',
		description: 'The model that analyzes ended chats',
	},
	{
		displayName: 'Timezone',
		name: 'timezone',
		type: 'string',
		default: '',
		placeholder: 'e.g. America/New_York',
		description: "The time zone of the agent. Retell's default is America/Los_Angeles.",
	},
	turnOffField(TO_TURN_OFF),
	{
		displayName: 'Webhook Events',
		name: 'webhookEvents',
		type: 'multiOptions',
		options: [
			{ name: 'Chat Analyzed', value: 'chat_analyzed' },
			{ name: 'Chat Ended', value: 'chat_ended' },
			{ name: 'Chat Started', value: 'chat_started' },
			{ name: 'Transcript Updated', value: 'transcript_updated' },
		],
		default: [],
		description:
			'Events to send to the webhook. By default, Retell sends all of them except Transcript Updated, which comes with each message. To go back to the default, select "Webhook Events" under "Clear Fields" of Update Draft.',
	},
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/retell',
		description: "URL that Retell calls with events of the agent's chats, instead of the account's webhook",
	},
];

/** What the fields are called that set a setting of Retell's. */
const FIELDS_OF_SETTINGS: Record<keyof Omit<ChatAgentChanges, keyof OtherSettings>, string> = {
	agent_name: agentNameField.displayName,
	auto_close_message: titleOf('autoCloseMessage'),
	data_storage_retention_days: titleOf('retentionDays'),
	data_storage_setting: titleOf('dataStorage'),
	end_chat_after_silence_ms: titleOf('autoCloseMinutes'),
	language: titleOf('languages'),
	post_chat_analysis_data: titleOf('analysisFields'),
	post_chat_analysis_model: titleOf('analysisModel'),
	response_engine: responseEngineField.displayName,
	timezone: titleOf('timezone'),
	webhook_events: titleOf('webhookEvents'),
	webhook_url: titleOf('webhookUrl'),
};

function titleOf(name: AgentSettingName): string {
	return agentSettingFields.find((field) => field.name === name)?.displayName ?? name;
}

/** The settings that were filled in, as Retell takes them. */
export function readAgentSettings(values: Record<string, unknown>) {
	const { filled, filledOrOff } = settingsOf(values, agentSettingFields, TO_TURN_OFF);
	return {
		...filled('otherSettings', (value, label) => otherSettingsInput(value, label, FIELDS_OF_SETTINGS)),
		auto_close_message: filledOrOff('autoCloseMessage', textInput),
		data_storage_retention_days: filledOrOff('retentionDays', retentionInput),
		data_storage_setting: filled('dataStorage', (value, label) => choiceInput(value, label, AGENT_STORAGES)),
		end_chat_after_silence_ms: filledOrOff('autoCloseMinutes', autoCloseInput),
		language: filled('languages', languagesInput),
		post_chat_analysis_data: filledOrOff('analysisFields', analysisInput),
		post_chat_analysis_model: filledOrOff('analysisModel', (value, label) =>
			choiceInput(value, label, ANALYSIS_MODELS),
		),
		timezone: filledOrOff('timezone', timezoneInput),
		webhook_events: filledOrOff('webhookEvents', (value, label) => choicesInput(value, label, CHAT_EVENTS)),
		webhook_url: filledOrOff('webhookUrl', urlInput),
	} satisfies ChatAgentChanges;
}
