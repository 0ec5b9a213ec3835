import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { runWorkflow, type Outcome, type RunOptions } from '../host/run.ts';
import { credentialFor, workflowOf, type OperationName } from './fixtures.ts';

export interface World {
	sandbox: Sandbox;
	/** Runs an operation's workflow against the sandbox. */
	run: (operation: OperationName, options?: Partial<RunOptions>) => Promise<Outcome>;
}

/** A sandbox for the tests of one file, fresh for each test. */
export function useWorld(): World {
	let sandbox: Sandbox | undefined;
	const started = () => {
		if (!sandbox) throw new Error('The sandbox runs only while tests run');
		return sandbox;
	};
	beforeAll(async () => {
		sandbox = await startSandbox({ newKeys: true });
	});
	beforeEach(() => started().reset());
	afterAll(() => started().close());
	return {
		get sandbox() {
			return started();
		},
		run: (operation, options) =>
			runWorkflow(workflowOf(operation), { credential: credentialFor(started()), ...options }),
	};
}
