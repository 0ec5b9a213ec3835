import { OPERATIONS, recordOf } from '../../operations/index.ts';
import type { Item } from '../../operations/record.ts';
import { workflowOf } from '../../operations/workflow.ts';
import type { Stage } from '../support/stage.ts';
import { pinned, START } from '../../../tools/n8n/workflows.ts';

/** Each operation's workflow, imported and run as a person would. */
export function operationTests(stage: Stage): void {
	describe('the operations', () => {
		beforeEach(() => stage.sandbox.reset());

		test.each(OPERATIONS)('%s', async (operation) => {
			const { client, sandbox } = stage;
			const { prepare, check, title } = recordOf(operation);
			const input = prepare(sandbox);
			const workflow = await stage.save(pinned(workflowOf(operation), [input]));

			const { status, errors, output } = await client.waitFor(await client.run(workflow, START));
			expect([...errors]).toEqual([]);
			expect(status).toBe('success');
			check((output.get(title) ?? []) as Item[], sandbox, input);
		});
	});
}
