import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../../tools/sandbox/index.ts';
import { until } from '../../../tools/n8n/until.ts';

/** A moment of the trigger's work, by what can be seen of it from Retell's side. */
export interface Moment {
	name: string;
	wait: (sandbox: Sandbox) => Promise<unknown>;
}

const LIST = { path: '/v3/list-chats', times: 1 };
/** How many lists pass first: the first one after a start belongs to n8n's setting up of the trigger. */
type Passing = 0 | 1 | 2;

/** So long after the answer to a list went out: the poll ends, n8n stores its state and starts the workflow. */
function afterAnswer(ms: number, after: Passing): Moment {
	return {
		name: `${ms} ms after the list's answer`,
		wait: async ({ faults }) => {
			const answered = Promise.withResolvers<void>();
			const change = (answer: unknown) => {
				answered.resolve();
				return answer;
			};
			faults.add({ kind: 'rewrite', change, after, ...LIST });
			await answered.promise;
			await sleep(ms);
		},
	};
}

/** Retell takes its time with a list, and this is so long after n8n asked for it. */
function duringList(ms: number, after: Passing): Moment {
	return {
		name: `${ms} ms into a slow list`,
		wait: async ({ faults, requests }) => {
			faults.add({ kind: 'latency', ms: 2_000, after, ...LIST });
			const asked = () => requests.filter(({ path }) => path === LIST.path).length;
			const before = asked();
			await until('a slow list', () => asked() > before + after, { every: 10, within: 120_000 });
			await sleep(ms);
		},
	};
}

/** In order to meet every step of a poll: its request, its answer, the hand-off, the workflow's run, the rest. */
export const MOMENTS: readonly Moment[] = [
	duringList(10, 2),
	afterAnswer(0, 1),
	afterAnswer(1_500, 0),
	afterAnswer(5, 2),
	duringList(1_000, 0),
	afterAnswer(10, 0),
	afterAnswer(20, 2),
	afterAnswer(2_000, 1),
	afterAnswer(40, 1),
	duringList(1_900, 1),
	afterAnswer(80, 2),
	afterAnswer(160, 1),
];
