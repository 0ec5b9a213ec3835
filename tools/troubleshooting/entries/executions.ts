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
			'It stands at the end of another error: one item failed, and the node began no other. n8n shows no results of those that were done, but Retell has done them.',
		also: 'Fix what the error says. Before you run it again, think of what must not happen twice, such as a message. With *On Error: Continue* each item shows what became of it.',
	},
	EXECUTION_CANCELED: { unlisted: 'n8n has another text for it, whatever the node throws.' },
});
