import type { Connection } from './connection.ts';
import { until } from './until.ts';

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

export function dialectOf(version: string, { get }: Connection): Dialect {
	// n8n 1 has set the triggers up, or removed them, when the call is answered, and runs the workflow that it is handed.
	if (version.startsWith('1.')) {
		return {
			publication: () => Promise.resolve(),
			withdrawal: () => Promise.resolve(),
			toRun: async (id) => ({ workflowData: await get<object>(`/workflows/${id}`) }),
		};
	}
	// n8n 2 sets the triggers up, or removes them, some moments later, and runs the workflow that it has saved.
	const publicationOf = (id: string) => get<Publication>(`/workflows/${id}/publication-status`);
	return {
		publication: (id) =>
			until('n8n to publish the workflow', async () => {
				const { status, triggers } = await publicationOf(id);
				const failed = triggers.find((trigger) => trigger.status === 'failed');
				if (status !== 'in_progress' && failed)
					throw new Error(`The workflow was not published: ${failed.errorMessage}`);
				return status === 'published';
			}),
		withdrawal: (id) =>
			until('n8n to unpublish the workflow', async () => (await publicationOf(id)).status === 'not_published'),
		toRun: () => Promise.resolve({}),
	};
}
