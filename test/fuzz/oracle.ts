// What every failure must look like, whatever led to it.
import { inspect } from 'node:util';

import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** All that this package says when something is wrong: none of it is a programmer's word. */
const OURS = [
	/^".+" (is|has|contains|matches|must) /s,
	/^The expression in ".+" returns nothing: /s,
	/^Two new chats in a row ended before they accepted the message$/,
	/^"Data Storage" can't be set back to Everything$/,
	/^The credential('s| has) /,
	/^The filter ".+" is empty$/,
	/^The execution was canceled$/,
	/^The (SMS )?chat (".*" )?has (already )?ended$/s,
	/^The chat ".*" has already ended$/s,
	/^The (chat|agent|contact|from number|phone number|response engine) ".*" wasn't found$/s,
	/^The (agent ".*"|agent of this number) isn't a chat agent$/s,
	/^The (number ".*"|phone number) isn't registered for text messages$/s,
	/^Retell doesn't offer this call at this address$/,
	/^A proxy asks for a username and password$/,
	/^An SMS agent for the phone number ".*" wasn't found$/s,
	/^The agent ".*" (can't be tested|has no test cases)$/s,
	/^A test case wasn't found$/,
	/^The batch test ".*" wasn't found$/s,
	/^\d+ of \d+ tests? didn't pass$/,
	/^The contact is linked to a record in your CRM$/,
	/^The weights of ".*" must add up to 1, not .*$/s,
	/^Version \d+ of the agent ".*" is (published, and Retell changes only drafts|still a draft)$/s,
	/^Version .+ of the agent ".*" wasn't found$/s,
	/^Version \d+ of the agent ".*" is live without the changes of: version \d+(, \d+)*$/s,
	/^Other executions keep changing the agent ".*"$/s,
	/^The agent ".*" already sends its webhooks to \S/s,
	/^The published workflow receives the webhooks of the agent "/,
	/^No agent is selected under "Register With Agent"$/,
	/^The newest version of the agent ".*" is published, and /s,
	/^The number \+\d+ already sends its webhooks to \S.*$/s,
	/^The published workflow answers the text messages to \+\d+$/,
	/^No text message started this workflow$/,
	/^The trigger has already chosen the agent for this text message$/,
	/^The answer was \d+\.\d seconds too late$/,
	/^Retell refused the message, although it shows the chat as /,
	/^Retell didn't (accept|respond|find|return the version of) /,
	/^Retell (couldn't be reached|asks for a payment method|is limiting the requests|couldn't process)/,
	/^Retell says: ".*"$/s,
	/^The chat ".*" must end before its analysis can be rerun$/s,
	/^The agent ".*" has no published version$/s,
	/^No agent is selected$/,
	/^Retell's (response couldn't be read|list doesn't end)$/,
	/^The API key doesn't have permission for this$/,
	/^The server redirected the request$/,
	/^The connection to Retell was lost$/,
	/^No ended chat matches yet$/,
	/^This version of the node has no operation /,
];

/** What only a programmer understands. */
const PROGRAMMERS =
	/Cannot (read|convert|set|destructure)|is not (a function|iterable|a constructor|extensible)|\b(Type|Range|Syntax|URI|Reference|Assertion)Error\b|URI malformed|Invalid (time value|array length|string length)|Unexpected (token|end of|non-whitespace)|JSON at position|serialize a BigInt|circular structure|Maximum call stack|\bat .+:\d+:\d+|node_modules/;

/** What a value looks like that was put into a text unseen. */
const LEFTOVERS = ['[object ', 'undefined', 'NaN', 'Infinity', 'function'];

/** Throws unless a failure is one of ours, in words for a person, and without the key. */
export function checkFailure(thrown: unknown, { input, key }: { input: unknown; key: string }): void {
	if (!(thrown instanceof NodeApiError || thrown instanceof NodeOperationError)) {
		throw new Error(`Not an error of n8n's: ${inspect(thrown)}`);
	}
	const { message, description } = thrown;
	// Where a workflow is published, n8n shows the message alone: it then has the advice as well.
	checkTexts({ message: description ? message.replace(`. ${description}`, '') : message, description }, { input });
	withoutKey(thrown, key);
}

/** Of an error as n8n stores it. */
export function checkTexts(
	{ message, description }: { message: string; description?: string | null },
	{ input }: { input: unknown },
): void {
	if (!OURS.some((text) => text.test(message))) throw new Error(`Not a text of ours: ${message}`);
	if (typeof description !== 'string' && message !== 'The execution was canceled')
		throw new Error(`Nothing says how to mend it: ${message}`);
	const text = `${message}\n${description}`;
	const suspects = [...(PROGRAMMERS.exec(text)?.slice(0, 1) ?? []), ...LEFTOVERS.filter((each) => text.includes(each))];
	if (suspects.length === 0) return;
	const known = inspect(input, { depth: null, maxStringLength: null, maxArrayLength: null });
	const strange = suspects.find((each) => !known.includes(each));
	if (strange !== undefined) throw new Error(`A programmer's word or a leftover, "${strange}": ${text}`);
}

/** Throws if the API key stands anywhere in what came out. */
export function withoutKey(output: unknown, key: string): void {
	const text = inspect(output, { depth: 8, maxStringLength: null });
	if (text.includes(key)) throw new Error('The API key came out');
}

/** Throws if something reached the prototypes that all objects share. */
export function checkPrototypes(): void {
	const extra = [Object.prototype, Array.prototype, Function.prototype].flatMap((prototype) => Object.keys(prototype));
	if (extra.length > 0) throw new Error(`Prototypes were changed: ${extra.join()}`);
}

// Kept from before tests replace them.
const { setTimeout, clearTimeout } = globalThis;

/** Fails after so long, far beyond what a slow machine needs: a case never hangs. */
export async function bounded<Result>(work: Promise<Result>, ms = 60_000): Promise<Result> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`No end after ${ms} ms`)), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
