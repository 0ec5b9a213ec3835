import { inboundSmsAnswerFields, readInboundSmsAnswer } from '../../../parameters/inboundSmsAnswer';
import { Explained } from '../../../retell/explained';
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
				"Use this after the Retell Inbound SMS Trigger. The agent that you choose writes the reply, so there is no field for it. Keep the defaults to let the number's own agent reply. Only the first input item counts.",
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
		if (responder !== undefined) {
			return { answered: false, reason: `Retell already has the answer of "${responder}"`, ...body };
		}
		const late = Date.now() - answerBy;
		if (late >= 0) {
			const reason = `The answer was ${(late / 1000).toFixed(1)} seconds too late`;
			if (caller.isManual) return { answered: false, reason, ...body };
			throw new Explained(
				reason,
				'The number\'s own agent answers instead. Make the workflow faster, or increase "Answer Within (Seconds)" in the trigger.',
			);
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
	if (!inbound) {
		throw new Explained(
			'No text message started this workflow',
			'Start the workflow with the Retell Inbound SMS Trigger, and connect this node after it.',
		);
	}
	const answerBy = Date.parse(textOf(answer_by));
	if (Number.isNaN(answerBy)) {
		throw new Explained(
			'The trigger has already chosen the agent for this text message',
			'Set "Respond" in the Retell Inbound SMS Trigger to Using the Retell Chat Node, or remove this node.',
		);
	}
	return { inbound, answerBy };
}
