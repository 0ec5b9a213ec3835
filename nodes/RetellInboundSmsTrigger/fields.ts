import { updateDisplayOptions, type INodeProperties, type IWebhookFunctions } from 'n8n-workflow';

import { choicesInput, numberInput } from '../parameters/check/values';
import { inboundSmsAnswerFields } from '../parameters/inboundSmsAnswer';
import { phoneNumberField } from '../parameters/locators';
import { Explained } from '../retell/explained';

const ANSWER_WITHIN = 'Answer Within (Seconds)';
/** Retell waits ten seconds; the last one is for the way. */
const LONGEST = 9;
const RESPONSE_MODES = ['onReceived', 'responseNode'] as const;
export const REGISTER_WITH_NUMBER = 'Register With Number';

export const fields: INodeProperties[] = [
	{
		displayName:
			'Open "Webhook URLs" above: Retell calls the URL there when a text comes in, before it starts a chat. Paste the production URL into the phone number in Retell (Inbound SMS Webhook), or let this node do it with "Register With Number". To test: paste the test URL there, execute this step, and text the number.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		...phoneNumberField,
		displayName: REGISTER_WITH_NUMBER,
		name: 'registerWithNumber',
		required: false,
		description:
			'Sets the inbound SMS webhook of this phone number when you publish the workflow, and removes it when you unpublish. Only if the number has no other one.',
	},
	{
		displayName: 'Respond',
		name: 'responseMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Immediately', value: 'onReceived', description: 'With the answer that you set here' },
			{
				name: 'Using the Retell Chat Node',
				value: 'responseNode',
				description: 'With what the workflow finds out, such as who the person is',
			},
		],
		default: 'responseNode',
	},
	...updateDisplayOptions({ show: { responseMode: ['responseNode'] } }, [
		{
			displayName:
				'Let the workflow end in a Retell Chat node with Resource "Inbound SMS" and Operation "Answer". If it fails, or gives no answer in time, the number\'s own agent answers the person.',
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
				"How long the workflow may take. After that, the number's own agent answers. Retell itself waits no longer than ten seconds.",
		},
	]),
	...updateDisplayOptions({ show: { responseMode: ['onReceived'] } }, inboundSmsAnswerFields),
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
	throw new Explained(
		`"${ANSWER_WITHIN}" is not from 1 to ${LONGEST}: ${seconds}`,
		'Fill in a number of seconds such as 8. Retell waits no longer than ten.',
	);
}
