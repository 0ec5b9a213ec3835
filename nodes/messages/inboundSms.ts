import { Explained } from './explained';

// Answers to incoming text messages.

export const answerTimeOutOfRange = (label: string, seconds: number, most: number) =>
	new Explained(
		`"${label}" must be from 1 to ${most}, not ${seconds}`,
		'Enter a number of seconds, such as 8. Retell waits at most ten.',
	);

export const noTextMessage = () =>
	new Explained(
		'No text message started this workflow',
		'Start the workflow with the Retell Inbound SMS Trigger, and connect this node after it.',
	);

export const agentAlreadyChosen = () =>
	new Explained(
		'The trigger has already chosen the agent for this text message',
		'Set "Respond" in the Retell Inbound SMS Trigger to Using the Retell Chat Node, or remove this node.',
	);

export const answerTooLate = (ms: number) =>
	new Explained(
		`The answer was ${(ms / 1000).toFixed(1)} seconds too late`,
		'The number\'s own agent answers instead. Make the workflow faster, or increase "Answer Within (Seconds)" in the trigger.',
	);

/** In the field "reason" of the output. `node`: the name of the one that was first. */
export const answeredBy = (node: string) => `Retell already has the answer of "${node}"`;
