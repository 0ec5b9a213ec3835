import { OPERATIONS, recordOf } from '../../operations/index.ts';
import type { Item } from '../../operations/record.ts';
import { workflowOf } from '../../operations/workflow.ts';
import type { Stage } from '../support/stage.ts';
import { pinned } from '../../../tools/n8n/workflows.ts';

/** Each operation's workflow, imported and run as a person would. */
export function operationTests(stage: Stage): void {
	describe('the operations', () => {
		beforeEach(() => stage.sandbox.reset());

		test.each(OPERATIONS)('%s', async (operation) => {
			const { sandbox } = stage;
			const { prepare, check, title } = recordOf(operation);
			const input = prepare(sandbox);
			const { status, errors, output } = await stage.execute(pinned(workflowOf(operation), [input]));
			expect([...errors]).toEqual([]);
			expect(status).toBe('success');
			check((output.get(title) ?? []) as Item[], sandbox, input);
		});
	});
}
