import * as messages from '../../../nodes/messages/inboundSms.ts';
import { toldBy } from '../entry.ts';

export const inboundSms = toldBy(messages, {
	answerTimeOutOfRange: {
		with: ['Answer Within (Seconds)', 10, 9],
		means:
			"The answer takes some time to reach Retell. Until you fix this, the number's own agent answers each text message, and n8n shows a failed execution.",
	},
	noTextMessage: {
		means:
			"*Inbound SMS: Choose Agent* doesn't come after the Retell Inbound SMS Trigger, or another trigger started the workflow.",
	},
	agentAlreadyChosen: { means: '*Respond* in the trigger is set to *Immediately*.' },
	answerTooLate: {
		with: [2500],
		means: 'The workflow took longer than *Answer Within (Seconds)*.',
		also: 'The maximum is `9`.',
	},
	answeredBy: {
		with: ['Choose Agent'],
		means: 'The item has it as `reason`, with `answered: false`: another node answered first.',
		also: 'Use only one *Choose Agent* in each path through the workflow.',
	},
});
