import { Explained } from './explained';
import { shown } from './quotes';

// What concerns an execution as a whole.

export const operationUnknown = (operation: string, resource: string) =>
	new Explained(
		`This version of the node has no operation "${shown(operation)}" for "${shown(resource)}"`,
		'Select another operation, or update the package in n8n under Settings, Community nodes.',
	);

/** At the end of another advice. */
export const itemsFinished = (finished: number, all: number) => `${finished} of ${all} items finished.`;

/** Above the output of a node that sent what must not be repeated. */
export const RETRY_ON_FAIL_IS_ON =
	'"Retry On Fail" is on in this node\'s settings. If one item fails, n8n runs all items again, even those that succeeded: a person can get a message twice, or you can get a duplicate or be billed twice. Turn it off: the node itself retries what is safe to retry.';

/** n8n shows words of its own. */
export const EXECUTION_CANCELED = 'The execution was canceled';
