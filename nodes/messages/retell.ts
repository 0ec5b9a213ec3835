import { Explained, TransientFault } from './explained';
import { FIELDS } from './fields';
import { quoted, shown } from './quotes';

// What Retell answered. `said`: Retell's own words, empty if it sent none.

/** What the values are about, and why Retell refused them: Retell alone knows. */
export const valuesRefused = (said: string) =>
	new Explained("Retell didn't accept the values", `Check the values of this node.${quoted(said)}`);

export const refusedBecause = (said: string) =>
	new Explained(
		`Retell says: "${said}"`,
		"Retell didn't accept the values. Correct the one that it names, and run this again.",
	);

export const keyRefused = (said: string) =>
	new Explained(
		"Retell didn't accept the API key",
		`Open the credential and paste an API key from the Retell dashboard (Settings, API Keys).${quoted(said)}`,
	);

export const permissionMissing = (said: string) =>
	new Explained(
		"The API key doesn't have permission for this",
		`Use an API key that has this permission, or change the key's permissions in the Retell dashboard.${quoted(said)}`,
	);

export const paymentDue = (said: string) =>
	new Explained(
		'Retell asks for a payment method',
		`Add a payment method in the Retell dashboard (Billing), then run this again.${quoted(said)}`,
	);

const inSeconds = (seconds: number) => `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;

/** `seconds`: how long Retell asks to wait, if it says so. */
export const requestsLimited = (said: string, seconds?: number) =>
	new Explained(
		'Retell is limiting the requests of this account',
		seconds === undefined
			? `Wait a moment and run this again, or send fewer items at a time.${quoted(said)}`
			: `Retell asks to wait ${inSeconds(seconds)}. Run this again after that, or send fewer items at a time.${quoted(said)}`,
	);

export const notFound = (what: keyof typeof FIELDS, id: string, said: string) => {
	const field = FIELDS[what];
	const retention = what === 'chat' ? ' Retell also deletes chats after their retention period.' : '';
	return new Explained(
		`The ${field.toLowerCase()} "${shown(id)}" wasn't found`,
		`Check "${field}", and that the API key belongs to the same Retell workspace.${retention}${quoted(said)}`,
	);
};

export const versionNotFound = (version: string | number, agentId: string, said: string) =>
	new Explained(
		`Version ${shown(`${version}`)} of the agent "${shown(agentId)}" wasn't found`,
		`Find the version with "Get Versions" first; it may have been deleted. If the agent isn't there either, check that the API key belongs to the same Retell workspace.${quoted(said)}`,
	);

export const nothingFound = (said: string) =>
	new Explained("Retell didn't find this", `Check "Base URL" in the credential.${quoted(said)}`);

export const noPublishedVersion = (agentId: string, status?: number | null) =>
	new Explained(
		`The agent "${shown(agentId)}" has no published version`,
		'Publish it, or set "Agent Version" to "Latest, Including Drafts" to chat with the draft.',
		status,
	);

const CHAT_AGENTS_ONLY = "Select a chat agent from the list. Voice agents can't chat.";

export const notAChatAgent = (agentId: string, said: string) =>
	new Explained(`The agent "${shown(agentId)}" isn't a chat agent`, `${CHAT_AGENTS_ONLY}${quoted(said)}`);

export const agentOfNumberIsNoChatAgent = (said: string) =>
	new Explained("The agent of this number isn't a chat agent", `${CHAT_AGENTS_ONLY}${quoted(said)}`);

const REGISTER_NUMBER =
	'US numbers need an A2P 10DLC registration to text. Register the number in the Retell dashboard (Phone Numbers), wait for the approval, and run this again. Nothing was changed.';

export const numberNotRegistered = (number: string, said: string) =>
	new Explained(
		`The number "${shown(number)}" isn't registered for text messages`,
		`${REGISTER_NUMBER}${quoted(said)}`,
	);

/** Where the call does not name the number. */
export const someNumberNotRegistered = (said: string) =>
	new Explained("The phone number isn't registered for text messages", `${REGISTER_NUMBER}${quoted(said)}`);

export const messageToEndedChat = (said: string) =>
	new Explained(
		'The chat has already ended',
		`An ended chat accepts no more messages. Create a new chat and continue there, or let this node do it: set the option "If Ended" to "Start a New Chat", or "Conversation" to "Continue or Start a Conversation".${quoted(said)}`,
	);

export const chatMustEndFirst = (chatId: string, said: string, status: number | null) =>
	new Explained(
		`The chat "${chatId}" must end before its analysis can be rerun`,
		`It's still ongoing, and Retell analyzes only ended chats. End it with "End", or run this again after it has ended.${quoted(said)}`,
		status,
	);

export const storageOnlyStricter = () =>
	new Explained(
		'"Data Storage" can\'t be set back to Everything',
		'The chat already stores less, because of an earlier change or the setting of its agent, and Retell allows only stricter settings. Remove "Data Storage". For new chats, change the agent.',
	);

export const callNotOffered = (said: string) =>
	new Explained(
		"Retell doesn't offer this call at this address",
		`Check "Base URL" in the credential: https://api.retellai.com, without a path, unless your proxy needs one. If it's correct, update this package in n8n under Settings, Community nodes, because Retell replaces calls from time to time.${quoted(said)}`,
	);

export const proxyAsksForLogin = (said: string) =>
	new Explained(
		'A proxy asks for a username and password',
		`Nothing was sent to Retell. Check the proxy's address in your n8n settings, which needs both, such as HTTPS_PROXY=http://user:password@proxy.example.com:8080.${quoted(said)}`,
	);

export const redirected = (status: number | null) =>
	new Explained(
		'The server redirected the request',
		`It returned status ${status}. The node doesn't follow redirects, to keep the API key safe. Check "Base URL" in the credential.`,
	);

/**
 * Not for a call that must not be retried. n8n's "Retry On Fail" is advised for no call: the node itself has
 * retried what is safe to retry, and n8n would also run again what isn't.
 */
const runAgain = (mayRetry: boolean) => (mayRetry ? ' Run it again in a minute.' : '');

/** Proxies answer with these, too, when they can't reach the server. */
const isOfGateway = (status: number | null) => status === 502 || status === 503;

export const serverFailed = (status: number | null, mayRetry: boolean, said: string) =>
	new Explained(
		"Retell couldn't process the request",
		`${isOfGateway(status) ? 'Its server, or a proxy on the way to it,' : 'Its server'} returned status ${status}.${runAgain(mayRetry)}${quoted(said)}`,
	);

const SLOW = "Retell didn't respond in time";

export const noResponseInTime = (seconds: number, mayRetry: boolean) =>
	new Explained(SLOW, `There was no response within ${inSeconds(seconds)}.${runAgain(mayRetry)}`);

export const serverTimedOut = (status: number, mayRetry: boolean, said: string) =>
	new Explained(SLOW, `Its server timed out with status ${status}.${runAgain(mayRetry)}${quoted(said)}`);

/** Its turn came too late: it had to be out by a certain time. */
export const noTimeToSend = () =>
	new Explained(
		'There was no time left to send the request',
		'Other requests with this API key took too long, so this one was not sent. Wait a minute and run this again. If it happens again, run fewer executions at the same time.',
	);

/** `code`: that of the network, such as ECONNRESET; may be empty. */
export const connectionLost = (code: string, mayRetry: boolean) =>
	new Explained(
		'The connection to Retell was lost',
		`It was lost before the response arrived${code ? ` (${code})` : ''}.${runAgain(mayRetry)}`,
	);

export const unreachable = (code: string) =>
	new Explained(
		"Retell couldn't be reached",
		`Check "Base URL" in the credential and the internet connection of your n8n (${code}). Nothing was sent.`,
	);

export const unreadable = (said: string) =>
	new Explained(
		"Retell's response couldn't be read",
		`It wasn't in the format that Retell documents. If "Base URL" in the credential is a proxy, check that it returns responses unchanged.${quoted(said)}`,
	);

export const listWithoutEnd = (rows: number) =>
	new TransientFault(
		"Retell's list doesn't end",
		`After ${rows} rows, Retell announced more but didn't send any. Run this again. If it happens again, narrow the filters or set a limit.`,
	);

/** At the end of another advice. */
export const tried = (times: number) => `Tried ${times} times.`;
