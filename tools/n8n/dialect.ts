import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';

/** What is different in the REST APIs of n8n's versions. */
export interface Dialect {
	/** Waits until the triggers of a workflow that was just published work; throws if one refuses to. */
	publication(workflowId: string): Promise<void>;
	/** Waits until those of a workflow that was just unpublished work no more, and have given back what they took. */
	withdrawal(workflowId: string): Promise<void>;
	/** Which workflow is to be run: told along with its trigger. */
	toRun(workflowId: string): Promise<object>;
}

interface Publication {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ status: string; errorMessage: string | null }>;
}

const SETTLED_WITHIN = 120_000;

/** n8n 1 has set the triggers up, or removed them, when the call is answered, and runs the workflow that it is handed. */
function ofVersion1({ get }: Connection): Dialect {
	return {
		publication: () => Promise.resolve(),
		withdrawal: () => Promise.resolve(),
		toRun: async (id) => ({ workflowData: await get<object>(`/workflows/${id}`) }),
	};
}

/** n8n 2 sets the triggers up, or removes them, some moments later, and runs the workflow that it has saved. */
function ofVersion2({ get }: Connection): Dialect {
	async function settled(id: string, isIt: (publication: Publication) => boolean, what: string): Promise<void> {
		for (const deadline = Date.now() + SETTLED_WITHIN; Date.now() < deadline; await sleep(100)) {
			if (isIt(await get<Publication>(`/workflows/${id}/publication-status`))) return;
		}
		throw new Error(`n8n did not ${what} the workflow within ${SETTLED_WITHIN / 1_000} s`);
	}
	return {
		publication: (id) =>
			settled(
				id,
				({ status, triggers }) => {
					const failed = triggers.find((trigger) => trigger.status === 'failed');
					if (status !== 'in_progress' && failed)
						throw new Error(`The workflow was not published: ${failed.errorMessage}`);
					return status === 'published';
				},
				'publish',
			),
		withdrawal: (id) => settled(id, ({ status }) => status === 'not_published', 'unpublish'),
		toRun: () => Promise.resolve({}),
	};
}

export function dialectOf(version: string, connection: Connection): Dialect {
	return version.startsWith('1.') ? ofVersion1(connection) : ofVersion2(connection);
}
