import { updateDisplayOptions, type INodeProperties, type IWebhookFunctions } from 'n8n-workflow';

import { answerTimeOutOfRange } from '../messages/inboundSms';
import { withNotices } from '../parameters/assignments';
import { choicesInput, numberInput } from '../parameters/check/values';
import { inboundSmsAnswerFields } from '../parameters/inboundSmsAnswer';
import { phoneNumberField } from '../parameters/locators';

const ANSWER_WITHIN = 'Answer Within (Seconds)';
/** Retell waits ten seconds; the last one is for the way. */
const LONGEST = 9;
const RESPONSE_MODES = ['onReceived', 'responseNode'] as const;
export const REGISTER_WITH_NUMBER = 'Register With Number';

export const fields: INodeProperties[] = [
	{
		displayName:
			'Retell calls this trigger when a text message comes in, before it starts a chat. Select the phone number under "Register With Number", or open "Webhook URLs" above and paste the URL into the number in Retell (Inbound SMS Webhook).',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		...phoneNumberField,
		displayName: REGISTER_WITH_NUMBER,
		name: 'registerWithNumber',
		hint: 'To test, execute this step and text the number. The node sets the test URL, and removes it when the test ends.',
		required: false,
		description:
			'Sets the inbound SMS webhook of this phone number when you publish the workflow, and removes it when you unpublish. An existing webhook is never replaced.',
	},
	{
		displayName: 'Respond',
		name: 'responseMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Immediately',
				value: 'onReceived',
				description: 'Choose the agent with the settings of this trigger. The agent writes the reply.',
			},
			{
				name: 'Using the Retell Chat Node',
				value: 'responseNode',
				description:
					'Choose the agent in the workflow, which can look up who the person is. The agent writes the reply.',
			},
		],
		default: 'responseNode',
		description: "When to tell Retell which agent replies. The agent writes the reply: its text can't be set here.",
	},
	...updateDisplayOptions({ show: { responseMode: ['responseNode'] } }, [
		{
			displayName:
				'End the workflow with a Retell Chat node: Resource "Inbound SMS", Operation "Choose Agent". If the workflow fails or takes too long, the number\'s own agent replies.',
			name: 'answerNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: ANSWER_WITHIN,
			name: 'answerWithin',
			type: 'number',
			default: 8,
			typeOptions: { minValue: 1, maxValue: LONGEST },
			description:
				"How long the workflow may take. After that, the number's own agent replies. Retell waits at most ten seconds.",
		},
	]),
	...updateDisplayOptions({ show: { responseMode: ['onReceived'] } }, withNotices(inboundSmsAnswerFields)),
];

/**
 * Who answers: the trigger itself (`onReceived`), or the workflow.
 *
 * @throws Explained for anything else
 */
export function readResponseMode(context: IWebhookFunctions): (typeof RESPONSE_MODES)[number] | undefined {
	return choicesInput(context.getNodeParameter('responseMode'), 'Respond', RESPONSE_MODES)[0];
}

/** How long the workflow may take, in ms. */
export function readAnswerWithin(context: IWebhookFunctions): number {
	const seconds = numberInput(context.getNodeParameter('answerWithin'), ANSWER_WITHIN);
	if (seconds >= 1 && seconds <= LONGEST) return seconds * 1000;
	throw answerTimeOutOfRange(ANSWER_WITHIN, seconds, LONGEST);
}
