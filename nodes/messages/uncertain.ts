// At the end of another advice, where the answer to a call got lost that must not be retried: what may have
// come of it all the same, and where to look. Retell has no idempotency key.

const NO_DUPLICATE = "The node didn't retry, to avoid a duplicate.";

export const MESSAGE_MAY_HAVE_ARRIVED =
	'The message may still have arrived. The node didn\'t retry, so that it doesn\'t arrive twice. Check with "Get" before you run this again.';

export const CHAT_MAY_EXIST = `The chat may still have been created. ${NO_DUPLICATE} Check with "Get Many" before you run this again.`;

export const TEXT_MESSAGE_MAY_BE_SENT =
	'The text message may still have been sent. The node didn\'t retry, so that nobody gets it twice. Check with "Get Many" before you run this again.';

export const AGENT_MAY_EXIST = `The agent may still have been created. ${NO_DUPLICATE} Check with "Get Many" before you run this again.`;

export const DRAFT_MAY_EXIST = `The draft may still have been created. ${NO_DUPLICATE} Check with "Get Versions" before you run this again.`;

export const TESTS_MAY_RUN =
	"The tests may still be running. The node didn't retry, because Retell bills each run. Check the agent's tests in the Retell dashboard before you run this again.";

export const TEST_REPLY_MAY_HAVE_COME =
	"The agent may still have replied. The node didn't retry, so that the agent doesn't use its tools twice. Check what the tools did before you run this again.";

export const ANALYSIS_MAY_RUN =
	'The analysis may still be running. The node didn\'t retry, because Retell bills each run. Check with "Get" in a minute.';
