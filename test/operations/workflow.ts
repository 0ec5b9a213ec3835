import { CREDENTIALS, type WorkflowFixture } from '../host/fixture.ts';
import { namesOf, recordOf, type OperationName } from './index.ts';

/** The first node of an operation's workflow. */
export const START = 'Start';

/** The workflow of an operation, as n8n would import it: what starts it, and the operation with its record's parameters. */
export function workflowOf(operation: OperationName): WorkflowFixture {
	const { title, trigger = 'n8n-nodes-base.manualTrigger', parameters } = recordOf(operation);
	const node = { typeVersion: 1, parameters: {} };
	return structuredClone({
		name: title,
		nodes: [
			{ ...node, id: 'start', name: START, type: trigger, position: [0, 0] },
			{
				...node,
				id: 'operation',
				name: title,
				type: 'n8n-nodes-retell-chat.retellChat',
				position: [220, 0],
				parameters: { ...namesOf(operation), ...parameters },
				credentials: CREDENTIALS,
			},
		],
		connections: { [START]: { main: [[{ node: title, type: 'main', index: 0 }]] } },
	} satisfies WorkflowFixture);
}
