import { agentAlreadyChosen, answeredBy, answerTooLate, noTextMessage } from '../../../messages/inboundSms';
import { inboundSmsAnswerFields, readInboundSmsAnswer } from '../../../parameters/inboundSmsAnswer';
import { textOf } from '../../../retell/values';
import { answerBody, INBOUND_SMS, inboundSmsOf } from '../../../retell/webhooks/inboundSms';
import type { Item, Operation } from '../../run/operation';

export const answer: Operation = {
	name: 'Choose Agent',
	action: 'Choose the agent for an inbound SMS',
	description:
		'Choose which agent replies to an incoming text message and what it knows, or reject the message. The agent writes the reply.',
	sendsNothing: true,
	fields: [
		{
			displayName:
				"Use this after the Retell Inbound SMS Trigger. The agent that you choose writes the reply, so there's no field for it. To let the number's own agent reply, keep the defaults. Only the first input item is used.",
			name: 'notice',
			type: 'notice',
			default: '',
		},
		...inboundSmsAnswerFields,
	],
	async execute(item) {
		// A text message has one answer, so nothing depends on what the other items hold.
		if (item.index > 0) return [];
		const { inbound, answerBy } = getInbound(item);
		const body = answerBody(readInboundSmsAnswer(item, inbound));

		const { caller } = item.run;
		const responder = caller.findResponder();
		if (responder !== undefined) return { answered: false, reason: answeredBy(responder), ...body };
		const late = Date.now() - answerBy;
		if (late >= 0) {
			const tooLate = answerTooLate(late);
			if (caller.isManual) return { answered: false, reason: tooLate.message, ...body };
			throw tooLate;
		}
		await caller.respond({
			// As bytes, which n8n sends as they are: it knows them by Node's Buffer alone.
			body: Buffer.from(JSON.stringify(body)),
			headers: { 'content-type': 'application/json' },
			statusCode: 200,
		});
		return { answered: true, ...body };
	},
};

/** The text message that started the execution, and by when (ms since 1970) it is to be answered. */
function getInbound({ run: { caller } }: Item) {
	const started: Record<string, unknown> = caller.itemOf('retellInboundSmsTrigger') ?? {};
	const { event, answer_by, ...rest } = started;
	const inbound = inboundSmsOf({ event, [INBOUND_SMS]: rest });
	if (!inbound) throw noTextMessage();
	const answerBy = Date.parse(textOf(answer_by));
	if (Number.isNaN(answerBy)) throw agentAlreadyChosen();
	return { inbound, answerBy };
}
