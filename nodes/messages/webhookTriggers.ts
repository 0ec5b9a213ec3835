import { Explained } from './explained';
import { shown } from './quotes';

// What both webhook triggers say. `node`: the name of the node in the workflow. `holder`: the agent or the phone
// number whose webhook it is about, such as "the agent "Support"".

/** `host`: that of n8n's webhook URLs. */
export const hostUnreachable = (host: string) =>
	new Explained(
		`Retell can't call this workflow at ${host}, because that address can't be reached from the internet`,
		'Nothing was changed. Set the environment variable WEBHOOK_URL of your n8n to its public address, such as https://n8n.example.com/, and publish this workflow again.',
	);

const TEST_ADVICE = 'To listen for a test event here, unpublish the workflow first. Or check its executions.';

/** The answer to a webhook, with status 401. */
export const SIGNATURE_WRONG =
	'The signature is missing or wrong, or more than five minutes off. Check the webhook key in the credential, and the clock of this server.';

// The instant trigger.

/** `register` and `setUp`: display names of the parameters. */
export const noAgentToRegister = (register: string, setUp: string) =>
	new Explained(
		`No agent is selected under "${register}"`,
		`Select the agent whose chats start the workflow. Or set "${setUp}" to "Manually" and paste the URL into the agent in Retell.`,
	);

/** `host`: where its webhooks go. */
export const agentTaken = (agentName: string, host: string) =>
	new Explained(
		`The agent "${agentName}" already sends its webhooks to ${shown(host)}`,
		'Nothing was changed. Remove the webhook URL from the agent in Retell. Or set "Set Up Webhook" to "Manually" and forward the webhooks from the other receiver.',
	);

export const agentOfPublishedWorkflow = (agentName: string) =>
	new Explained(`The published workflow receives the webhooks of the agent "${agentName}"`, TEST_ADVICE);

export const draftOutdated = (agentName: string, base: number, live: number) =>
	new Explained(
		`The newest draft of the agent "${agentName}" was made from version ${base}, but version ${live} is live`,
		'Nothing was changed. Publishing that draft would undo what was published since. Publish or delete it in Retell, then publish this workflow again. Or turn off "Publish Agent".',
	);

export const noDraftAtRestart = (agentName: string) =>
	new Explained(
		`The newest version of the agent "${agentName}" is published, and Retell changes only drafts`,
		'Unpublish this workflow and publish it again. The node then sets the webhook in a new draft of the agent.',
	);

// The trigger for text messages.

/** `register`: the display name of the parameter. */
export const numberTaken = (number: string, host: string, register: string) =>
	new Explained(
		`The number ${number} already sends its webhooks to ${shown(host)}`,
		`Nothing was changed. Remove the inbound SMS webhook from the number in Retell, or leave "${register}" empty.`,
	);

export const numberOfPublishedWorkflow = (number: string) =>
	new Explained(`The published workflow answers the text messages to ${number}`, TEST_ADVICE);

// In n8n's log.

export const notRegisteredAgain = (node: string, reason: string) =>
	`${node}: the webhook was not registered again. ${reason}`;

export const notRemoved = (node: string, holder: string, url: string, reason: string) =>
	`${node}: the webhook of ${holder} was not removed from Retell, and may still be ${url}. ${reason}`;

export const moved = (node: string, holder: string, before: string, now: string) =>
	`${node}: the webhook of ${holder} was ${before}, an earlier URL of this trigger. Now it is ${now}.`;

export const leftAtEarlierUrl = (node: string, holder: string, url: string) =>
	`${node}: the webhook of ${holder} is still ${url}, an earlier URL of this trigger. It was not removed from Retell.`;
