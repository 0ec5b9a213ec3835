import type { INodeProperties } from 'n8n-workflow';

import { textOf } from '../retell/values';
import { numbersOf, type InboundSms, type InboundSmsAnswer } from '../retell/webhooks/inboundSms';
import {
	agentVersionField,
	dynamicVariablesField,
	metadataField,
	readAgentVersion,
	readDynamicVariables,
	readMetadata,
} from './chatSettings';
import { metadataInput } from './check/objects';
import { booleanInput } from './check/values';
import { collectionField, readCollection } from './common';
import { agentIdField, readOverrideAgent } from './locators';
import type { Parameters } from './parameters';

const REJECT = 'Reject';

/** What Retell is answered about an inbound text message. */
export const inboundSmsAnswerFields: INodeProperties[] = [
	{
		displayName: REJECT,
		name: 'reject',
		type: 'boolean',
		default: false,
		description: 'Whether to ignore the text message: no reply is sent, and no chat starts',
	},
	{
		...collectionField('additionalFields', [
			{
				...agentIdField,
				required: false,
				description: "The chat agent to use instead of the number's own SMS agent",
			},
			{
				...agentVersionField,
				description:
					'The version of the agent: a number, a tag, <code>latest_published</code>, or <code>latest</code>. If empty, Retell chooses the version, which can be an unpublished draft.',
			},
			dynamicVariablesField,
			{
				...metadataField,
				description: `${metadataField.description} The node adds both phone numbers, because Retell doesn't return them with a chat.`,
			},
		]),
		displayOptions: { show: { reject: [false] } },
	},
];

/** Reads the answer to a text message. */
export function readInboundSmsAnswer({ get }: Pick<Parameters, 'get'>, inbound: InboundSms): InboundSmsAnswer {
	const reject = get('reject');
	// A column that a table has no value for.
	if (textOf(reject) !== '' && booleanInput(reject, REJECT)) return { reject: true };
	const { agentVersion, dynamicVariables, metadata } = readCollection({ get }, 'additionalFields');
	return {
		override_agent_id: readOverrideAgent({ get }),
		override_agent_version: readAgentVersion(agentVersion),
		dynamic_variables: readDynamicVariables(dynamicVariables),
		metadata: metadataInput({ ...numbersOf(inbound), ...readMetadata(metadata) }, metadataField.displayName),
	};
}
