import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';

/** What is different in the REST APIs of n8n's versions. */
export interface Dialect {
  /** Waits until the triggers of a workflow that was just published work; throws if one refuses to. */
  publication(workflowId: string): Promise<void>;
  /** Which workflow is to be run: told along with its trigger. */
  toRun(workflowId: string): Promise<object>;
}

interface Publication {
  status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
  triggers: Array<{ status: string; errorMessage: string | null }>;
}

const PUBLISHED_WITHIN = 60_000;

/** n8n 1 has set the triggers up when the call to publish is answered, and runs the workflow that it is handed. */
function ofVersion1({ get }: Connection): Dialect {
  return {
    publication: () => Promise.resolve(),
    toRun: async (id) => ({ workflowData: await get<object>(`/workflows/${id}`) }),
  };
}

/** n8n 2 sets the triggers up some moments later, and runs the workflow that it has saved. */
function ofVersion2({ get }: Connection): Dialect {
  return {
    publication: async (id) => {
      for (const deadline = Date.now() + PUBLISHED_WITHIN; Date.now() < deadline; await sleep(100)) {
        const { status, triggers } = await get<Publication>(`/workflows/${id}/publication-status`);
        if (status === 'published') return;
        const failed = triggers.find((trigger) => trigger.status === 'failed');
        if (status !== 'in_progress' && failed) throw new Error(`The workflow was not published: ${failed.errorMessage}`);
      }
      throw new Error(`n8n did not publish the workflow within ${PUBLISHED_WITHIN / 1_000} s`);
    },
    toRun: () => Promise.resolve({}),
  };
}

export function dialectOf(version: string, connection: Connection): Dialect {
  return version.startsWith('1.') ? ofVersion1(connection) : ofVersion2(connection);
}
