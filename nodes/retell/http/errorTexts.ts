import { shown } from '../values';
import { mayHaveTakenEffect, type Refusal } from './refusals';

interface ErrorText {
	/** What happened. */
	message: string;
	/** How to fix it. */
	description: string;
}

/** What is known of the call that was refused. */
export interface RefusedCall {
	/** What it is about, for "not found": the parameter's display name and the id. */
	about?: { parameter: string; id: string; version?: string | number };
	/** Longest wait for the answer, in ms. */
	timeout: number;
	/**
	 * For a call that must not be retried: what to say when nobody knows whether it took effect.
	 * Retell has no idempotency key, so such a call is retried only after a 429.
	 */
	uncertain?: string;
	/** Better words than the general ones, for a refusal that has a reason of this call's own. */
	explain?: (refusal: Refusal) => ErrorText | undefined;
	tries: number;
}

/** With one of these anywhere in a message, n8n puts a text of its own in its place. */
const N8NS_CODES =
	/ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

/** Puts a refusal into words for a person who does not program. */
export function explain(refusal: Refusal, asked: RefusedCall): ErrorText {
	const quote = quoteOf(refusal);
	const own = asked.explain?.(refusal);
	const { message, description } = own
		? { ...own, description: own.description + quote }
		: errorTextFor(refusal, asked);
	const notes = [description];
	if (mayHaveTakenEffect(refusal) && asked.uncertain) notes.push(asked.uncertain);
	if (asked.tries > 1) notes.push(`Tried ${asked.tries} times.`);
	return { message, description: notes.join(' ') };
}

function errorTextFor({ kind, status, said, retryAfterMs }: Refusal, asked: RefusedCall): ErrorText {
	const quote = quoteOf({ said });
	// Not for a call that must not be retried: n8n's "Retry On Fail" would do just that.
	const runAgain = asked.uncertain
		? ''
		: ' Run it again in a minute, or turn on "Retry On Fail" in the node\'s settings.';
	switch (kind) {
		case 'alreadyEnded':
			return {
				message: 'The chat has already ended',
				description: `An ended chat accepts no more messages. Create a new chat and continue there, or let this node do it: set the option "If Ended" to "Start a New Chat", or "Conversation" to "Continue or Start a Conversation".${quote}`,
			};
		case 'notFound':
			return notFound(asked.about, quote);
		case 'notOffered':
			return {
				message: "Retell doesn't offer this call at this address",
				description: `Check "Base URL" in the credential: https://api.retellai.com, without a path, unless your proxy needs one. If it's correct, update this package in n8n under Settings, Community nodes, because Retell replaces calls from time to time.${quote}`,
			};
		case 'notChatAgent':
			return {
				message: notChatAgent(asked.about),
				description: `Select a chat agent from the list. Voice agents can't chat.${quote}`,
			};
		case 'notRegistered':
			return {
				message: notRegistered(asked.about),
				description: `US numbers need an A2P 10DLC registration to text. Register the number in the Retell dashboard (Phone Numbers), wait for the approval, and run this again. Nothing was changed.${quote}`,
			};
		case 'proxy':
			return {
				message: 'A proxy asks for a username and password',
				description: `Nothing was sent to Retell. Check the proxy's address in your n8n settings, which needs both, such as HTTPS_PROXY=http://user:password@proxy.example.com:8080.${quote}`,
			};
		case 'unauthorized':
			return {
				message: "Retell didn't accept the API key",
				description: `Open the credential and paste an API key from the Retell dashboard (Settings, API Keys).${quote}`,
			};
		case 'forbidden':
			return {
				message: "The API key doesn't have permission for this",
				description: `Use an API key that has this permission, or change the key's permissions in the Retell dashboard.${quote}`,
			};
		case 'payment':
			return {
				message: 'Retell asks for a payment method',
				description: `Add a payment method in the Retell dashboard (Billing), then run this again.${quote}`,
			};
		case 'rateLimited':
			return {
				message: 'Retell is limiting the requests of this account',
				description:
					retryAfterMs === undefined
						? `Wait a moment and run this again, or send fewer items at a time.${quote}`
						: `Retell asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds. Run this again after that, or send fewer items at a time.${quote}`,
			};
		case 'invalid':
			// What is wrong, only Retell says.
			return said === '' || N8NS_CODES.test(said)
				? {
						message: "Retell didn't accept the values",
						description: `Check the values of this node.${quote}`,
					}
				: {
						message: `Retell says: "${said}"`,
						description: "Retell didn't accept the values. Correct the one that it names, and run this again.",
					};
		case 'redirect':
			return {
				message: 'The server redirected the request',
				description: `It returned status ${status}. The node doesn't follow redirects, to keep the API key safe. Check "Base URL" in the credential.`,
			};
		case 'server':
			return {
				message: "Retell couldn't process the request",
				description: `Its server returned status ${status}.${runAgain}${quote}`,
			};
		case 'slow':
			return {
				message: "Retell didn't respond in time",
				description:
					status === null
						? `There was no response within ${Math.ceil(asked.timeout / 1000)} seconds.${runAgain}`
						: `Its server timed out with status ${status}.${runAgain}${quote}`,
			};
		case 'unreachable':
			return {
				message: "Retell couldn't be reached",
				description: `Check "Base URL" in the credential and the internet connection of your n8n (${said}). Nothing was sent.`,
			};
		case 'unreadable':
			return {
				message: "Retell's response couldn't be read",
				description: `It wasn't in the format that Retell documents. If "Base URL" in the credential is a proxy, check that it returns responses unchanged.${quote}`,
			};
		case 'cut':
			return {
				message: 'The connection to Retell was lost',
				description: `It was lost before the response arrived${said ? ` (${said})` : ''}.${runAgain}`,
			};
	}
}

function notChatAgent(about: RefusedCall['about']): string {
	return about?.parameter === 'Agent'
		? `The agent "${shown(about.id)}" isn't a chat agent`
		: "The agent of this number isn't a chat agent";
}

function notRegistered(about: RefusedCall['about']): string {
	return about?.parameter.endsWith('Number')
		? `The number "${shown(about.id)}" isn't registered for text messages`
		: "The phone number isn't registered for text messages";
}

function notFound(about: RefusedCall['about'], quote: string): ErrorText {
	if (!about) {
		return {
			message: "Retell didn't find this",
			description: `Check "Base URL" in the credential.${quote}`,
		};
	}
	const { parameter, version } = about;
	const id = shown(about.id);
	if (version !== undefined) {
		return {
			message: `Version ${shown(version)} of the agent "${id}" wasn't found`,
			description: `Find the version with "Get Versions" first; it may have been deleted. If the agent isn't there either, check that the API key belongs to the same Retell workspace.${quote}`,
		};
	}
	const retention = parameter === 'Chat' ? ' Retell also deletes chats after their retention period.' : '';
	return {
		message: `The ${parameter.toLowerCase()} "${id}" wasn't found`,
		description: `Check "${parameter}", and that the API key belongs to the same Retell workspace.${retention}${quote}`,
	};
}

/** Retell's own words as the end of a description; empty if it sent none. */
export function quoteOf({ said }: Pick<Refusal, 'said'>): string {
	return said ? ` Retell says: "${said}"` : '';
}
