import * as messages from '../../../nodes/messages/inboundSms.ts';
import { toldBy } from '../entry.ts';

export const inboundSms = toldBy(messages, {
	answerTimeOutOfRange: {
		with: ['Answer Within (Seconds)', 10, 9],
		means:
			"The answer needs some time on its way. Until this is fixed, each text goes to the number's own agent, and n8n shows a failed execution.",
	},
	noTextMessage: {
		means:
			"*Inbound SMS: Choose Agent* doesn't come after the Retell Inbound SMS Trigger, or another trigger started the workflow.",
	},
	agentAlreadyChosen: { means: '*Respond* in the trigger is set to *Immediately*.' },
	answerTooLate: {
		with: [2500],
		means: 'The workflow took longer than *Answer Within (Seconds)*.',
		also: 'The longest time is `9`.',
	},
	answeredBy: {
		with: ['Choose Agent'],
		means: 'It stands in `reason`, with `answered: false`: another node was first.',
		also: 'One *Choose Agent* for each path through the workflow.',
	},
});
