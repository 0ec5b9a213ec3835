import * as messages from '../../../nodes/messages/webhookTriggers.ts';
import { toldBy } from '../entry.ts';

const NODE = 'Retell Chat Webhook Trigger';
const AGENT = 'the agent "Support"';
const OLD_URL = 'https://old.example.com/webhook/1a2b/webhook';
const URL = 'https://n8n.example.com/webhook/1a2b/webhook';

export const webhookTriggers = toldBy(messages, {
	noAgentToRegister: {
		with: ['Register With Agent', 'Set Up Webhook'],
		means: "*Set Up Webhook* is set to *Automatically*, and the node doesn't know the agent.",
	},
	agentTaken: {
		with: ['Support', 'hooks.example.com'],
		means: '*Register With Agent* never replaces an existing webhook.',
	},
	hostUnreachable: {
		with: ['localhost:5678'],
		means:
			"n8n's webhook URLs start with an address of your computer or your own network. The Retell Inbound SMS Trigger shows this, too.",
		also: 'On your own computer, you need a tunnel. Or use the polling trigger, which needs no webhook.',
	},
	draftOutdated: {
		with: ['Support', 2, 4],
		means: "*Publish Agent* is on, and the draft doesn't have the changes that are live.",
	},
	noDraftAtRestart: {
		with: ['Support'],
		means:
			"In n8n's log: n8n 1 started, and the published agent doesn't have the webhook. When n8n starts, the node doesn't create drafts.",
	},
	agentOfPublishedWorkflow: {
		with: ['Support'],
		means: "You listen for a test event while the published workflow has the agent's webhook.",
		also: "If the workflow isn't published, its URL was left in Retell: publish it, and unpublish it again.",
	},
	notRemoved: {
		with: [NODE, 'the agent "agent_1"', URL, "Retell didn't accept the API key"],
		means:
			"You unpublished the workflow, but Retell refused to remove its webhook; the reason follows. n8n unpublished the workflow anyway, so Retell's calls start nothing. The same goes for `the webhook of the number +14155550142`.",
		also: 'Fix the reason, such as a wrong API key. Then publish the workflow and unpublish it again, or remove the URL in Retell.',
	},
	moved: {
		with: [NODE, AGENT, OLD_URL, URL],
		means:
			'The address of n8n has changed, and Retell now calls the new one. What Retell sent to the old address in the meantime is lost.',
		also: 'Nothing. To catch up, use the polling trigger.',
	},
	leftAtEarlierUrl: {
		with: [NODE, 'the agent "agent_1"', OLD_URL],
		means:
			"You unpublished the workflow after n8n's address had changed. A clone of your n8n may use the old address, so it stays.",
		also: 'Remove the URL in Retell, unless something uses it. Publishing the workflow again replaces it.',
	},
	notRegisteredAgain: {
		with: [NODE, "Retell couldn't be reached"],
		means:
			"n8n 1 started while Retell couldn't be asked whether the agent, or the number, still has its webhook. What Retell has is unchanged.",
		also: 'Nothing, if the webhook is still there in Retell. Otherwise publish the workflow again.',
	},
	SIGNATURE_WRONG: {
		means: 'Whoever called the webhook URL got this answer, with status 401.',
		also: 'Enter *Webhook Key*: the key with the webhook badge in Retell.',
	},
	numberTaken: {
		with: ['+14155550142', 'hooks.example.com', 'Register With Number'],
		means: '*Register With Number* never replaces an existing webhook.',
	},
	numberOfPublishedWorkflow: {
		with: ['+14155550142'],
		means: "You listen for a test event while the published workflow has the number's webhook.",
		also: "If the workflow isn't published, its URL was left in Retell: publish it, and unpublish it again.",
	},
});
