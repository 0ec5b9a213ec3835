import * as messages from '../../../nodes/messages/retell.ts';
import { toldBy } from '../entry.ts';

export const retell = toldBy(messages, {
	keyRefused: { with: [''], means: 'The key is wrong, or was deleted (status 401).' },
	permissionMissing: { with: [''], means: "The key is correct, but doesn't have the required permission (403)." },
	paymentDue: { with: [''], means: 'The trial is over, or a payment failed (402).' },
	requestsLimited: {
		with: [''],
		means:
			'Too many requests in too short a time (429). The node has already waited and retried. Or Retell asked this or another execution with the same key to wait for more than a minute.',
		also: 'If it keeps happening: [large numbers](scale.md#when-retell-limits-the-requests).',
	},
	refusedBecause: {
		with: ['body/content must be string'],
		means: 'Retell refused something that you entered (400 or 422). These are its own words.',
	},
	valuesRefused: { with: [''], means: "The same, where Retell doesn't say why." },
	chatMustEndFirst: {
		with: ['chat_123', '', 400],
		means: '*Rerun Analysis* is for ended chats.',
	},
	storageOnlyStricter: { means: 'Retell refused to store more of the chat than it stores now.' },
	notFound: [
		{
			with: ['chat', 'chat_123', ''],
			means: "There is no such chat in this key's workspace.",
			also: 'If the ID comes from an expression, check its result in the input.',
		},
		{
			with: ['agent', 'agent_123', ''],
			means: "There is no such chat agent in this key's workspace.",
			also: "Select the agent from the list again. Voice agents aren't in it.",
		},
		{
			with: ['responseEngine', 'llm_123', ''],
			means: "There is no such Retell LLM or conversation flow in this key's workspace.",
			also: 'Select it from the list.',
		},
		{
			with: ['fromNumber', '+14155550123', ''],
			means: "The number isn't one of yours at Retell.",
			also: 'Select it from the list.',
		},
		{
			with: ['phoneNumber', '+14155550142', ''],
			means: "The number isn't one of yours at Retell.",
			also: 'Select it from the list.',
		},
		{
			with: ['contact', '+14155550123', ''],
			means: "Retell has no contact with this number or ID in this key's workspace.",
			also: "*Create or Update* creates it. If it's normal that there's none, set **On Error** to *Continue*.",
		},
	],
	versionNotFound: {
		with: [7, 'agent_123', ''],
		means:
			"The agent doesn't have this version (anymore), or there is no such agent. With *If Ended: Start a New Chat*, the version of the chat that ended was deleted.",
		also: 'To start a chat with another version, use *Create*.',
	},
	noPublishedVersion: {
		with: ['agent_123'],
		means: '*Agent Version* is *Latest Published*, and the agent has only drafts. No chat was started.',
		also: 'You can publish it in Retell, or with *Publish*.',
	},
	notAChatAgent: { with: ['agent_123', ''], means: "It's a voice agent, so Retell can't start chats with it." },
	agentOfNumberIsNoChatAgent: {
		with: [''],
		means: 'The agent that texts from the number is a voice agent.',
		also: 'Set a chat agent with *Update SMS Settings*, or select one under *Agent*.',
	},
	numberNotRegistered: {
		with: ['+14155550142', ''],
		means: "The number isn't allowed to send text messages yet. The agents are fine.",
	},
	someNumberNotRegistered: { with: [''], means: 'As above.' },
	callNotOffered: {
		with: [''],
		means:
			"The server doesn't know this call. It answered with status 405, or with a 404 that isn't from Retell's API. Nothing was deleted, ended, or changed.",
	},
	proxyAsksForLogin: { with: [''], means: "Status 407: the request didn't reach Retell." },
	nothingFound: {
		with: [''],
		means: 'The address exists, but not this call.',
		also: "Don't add a path after the host, unless your proxy needs one.",
	},
	messageToEndedChat: { with: [''], means: 'The chat accepts no more messages.' },
	serverFailed: {
		with: [500, true, ''],
		means: "An outage on Retell's side (status 500 and above).",
		also: 'For calls that must not be retried, read [below](#nobody-knows-whether-it-took-effect) first.',
	},
	noResponseInTime: {
		with: [60, true],
		means: 'No answer came within a minute; for messages and lists of chats, within five.',
		also: 'For calls that must not be retried, read [below](#nobody-knows-whether-it-took-effect) first.',
	},
	serverTimedOut: { with: [408, true, ''], unlisted: 'The text is that of `noResponseInTime`.' },
	connectionLost: {
		with: ['ECONNRESET', true],
		means: 'The connection broke before the answer arrived.',
		also: 'For calls that must not be retried, read [below](#nobody-knows-whether-it-took-effect) first.',
	},
	unreachable: {
		with: ['ECONNREFUSED'],
		means: "Nothing was sent: the name wasn't found, nobody listens there, or the certificate is wrong.",
		also: 'Check that your n8n can reach the internet (firewall, proxy, DNS).',
	},
	redirected: {
		with: [307],
		means: 'It answered with a redirect. If the node followed it, another server could get the key.',
		also: 'Set *Base URL* to the address itself, with `https://`.',
	},
	unreadable: {
		with: [''],
		means: "The answer didn't come from Retell, or isn't as documented. Often it's from a proxy or a login page.",
		also: 'If it comes from Retell itself, please [tell us](../CONTRIBUTING.md#telling-us).',
	},
	listWithoutEnd: {
		with: [2000],
		means: "Retell announced more rows but didn't say where they are, or sent the same rows again.",
	},
	tried: {
		with: [4],
		means: 'Shown at the end of another error: the node has retried the request.',
		also: 'Do what the error says.',
	},
});
