import { startSandbox, type FaultHandle, type Match, type Sandbox } from '../../tools/sandbox/index.ts';
import { runWorkflow, type Outcome, type RunOptions } from '../host/run.ts';
import { credentialFor, workflowOf, type OperationName } from './fixtures.ts';

export interface World {
	sandbox: Sandbox;
	/** Runs an operation's workflow against the sandbox. */
	run: (operation: OperationName, options?: Partial<RunOptions>) => Promise<Outcome>;
	/** The requests to a path and to those below it. */
	requestsTo: (path: string) => Sandbox['requests'];
	/** Changes the answers at a path. */
	rewrite: <Answer>(path: Match['path'], change: (answer: Answer) => unknown, match?: Match) => FaultHandle;
	/** Changes each row of the lists at a path. */
	rewriteRows: <Row>(path: string, change: (row: Row) => unknown) => FaultHandle;
	/** Refuses calls, in Retell's words for the status or in others. What is tried again does not wait. */
	refuse: (path: Match['path'], status: number, match?: Match & { message?: string }) => FaultHandle;
	/** Does something when the first request to a path arrives, before it is answered. */
	whenAsked: (path: string, act: () => unknown, match?: Match) => FaultHandle;
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
	const rewrite: World['rewrite'] = <Answer>(
		path: Match['path'],
		change: (answer: Answer) => unknown,
		match: Match = {},
	) => started().faults.add({ kind: 'rewrite', path, change: (answer) => change(answer as Answer), ...match });
	return {
		get sandbox() {
			return started();
		},
		run: (operation, options) =>
			runWorkflow(workflowOf(operation), { credential: credentialFor(started()), ...options }),
		requestsTo: (path) =>
			started().requests.filter((request) => request.path === path || request.path.startsWith(`${path}/`)),
		rewrite,
		rewriteRows: <Row>(path: string, change: (row: Row) => unknown) =>
			rewrite(path, (page: { items: Row[] }) => ({ ...page, items: page.items.map(change) })),
		refuse: (path, status, { message, ...match } = {}) =>
			started().faults.add({
				kind: 'status',
				path,
				status,
				headers: { 'retry-after-ms': '1' },
				body: message === undefined ? undefined : { status: 'error', message },
				...match,
			}),
		whenAsked: (path, act, match) =>
			started().faults.add({ kind: 'wait', path, times: 1, until: async () => await act(), ...match }),
	};
}
