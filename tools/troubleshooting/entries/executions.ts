import * as messages from '../../../nodes/messages/executions.ts';
import { toldBy } from '../entry.ts';

export const executions = toldBy(messages, {
	operationUnknown: {
		with: ['archive', 'chat'],
		also: 'The workflow was made with a newer version.',
	},
	itemsFinished: {
		with: [12, 20],
		means:
			"Shown at the end of another error: one item failed, and the node didn't start any more. n8n shows no results of the finished items, but they took effect in Retell.",
		also: 'Fix what the error says. Before you run it again, consider what must not happen twice, such as sending a message. With *On Error: Continue*, each item shows what happened to it.',
	},
	RETRY_ON_FAIL_IS_ON: {
		means:
			"A hint above the output of *Send Message* and other operations that are never retried. n8n's retries don't know what has arrived at Retell, and run items again that succeeded.",
		also: '[What the node retries by itself](retries.md).',
	},
	EXECUTION_CANCELED: { unlisted: 'n8n has another text for it, whatever the node throws.' },
});
