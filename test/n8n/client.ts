import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, IWorkflowBase } from 'n8n-workflow';
import { isOver, readExecution } from './execution.ts';
import type { ExecutionResult, StoredExecution } from './execution.ts';

export interface Owner {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
}

export interface Credential {
  name: string;
  type: string;
  data: IDataObject;
}

/** A workflow as n8n exports and imports it. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> & Partial<IWorkflowBase>;

interface Saved {
  id: string;
  name: string;
}

export interface SavedWorkflow extends Saved {
  versionId: string;
}

function connect(url: string): AxiosInstance {
  // n8n ties a session to the browser that began it.
  const headers = { 'browser-id': randomUUID() };
  const http = axios.create({ baseURL: `${url}/rest`, headers, proxy: false, timeout: 60_000 });
  http.interceptors.response.use(
    (response) => {
      const session = response.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]).join('; ');
      if (session) http.defaults.headers.common['Cookie'] = session;
      return response;
    },
    (error: unknown) => {
      if (!axios.isAxiosError<{ message?: string }>(error)) throw error;
      const { config, response } = error;
      const said = response ? `${response.status} ${response.data.message ?? ''}` : error.message;
      // Without its cause: that holds the whole request, and with it a credential's key.
      throw new Error(`n8n answered ${config?.method?.toUpperCase()} ${config?.url}: ${said}`);
    },
  );
  return http;
}

/** Talks to a running n8n through the REST API its editor uses. */
export function n8nClient(url: string) {
  const http = connect(url);

  async function get<T>(path: string, params?: object): Promise<T> {
    return (await http.get<{ data: T }>(path, { params })).data.data;
  }
  async function send<T>(method: 'post' | 'patch', path: string, body: object): Promise<T> {
    return (await http.request<{ data: T }>({ method, url: path, data: body })).data.data;
  }
  async function save<T extends Saved>(path: string, existing: Saved | undefined, body: object): Promise<T> {
    return existing ? send('patch', `${path}/${existing.id}`, body) : send('post', path, body);
  }

  async function execution(id: string): Promise<ExecutionResult> {
    return readExecution(await get<StoredExecution>(`/executions/${id}`));
  }

  return {
    /** Makes this person the owner of a new n8n, or logs in where there is an owner already. */
    async signIn(owner: Owner): Promise<void> {
      const settings = await get<{ userManagement: { showSetupOnFirstLoad: boolean } }>('/settings');
      if (settings.userManagement.showSetupOnFirstLoad) await send('post', '/owner/setup', owner);
      else await send('post', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });
    },

    /** Creates the credential, or overwrites the one of the same name and type. */
    async saveCredential(credential: Credential): Promise<Saved> {
      const all = await get<Array<Saved & { type: string }>>('/credentials');
      const existing = all.find(({ name, type }) => name === credential.name && type === credential.type);
      return save('/credentials', existing, credential);
    },

    /** Tests a credential as the editor does: with the request that its type declares. */
    async testCredential(credential: Credential & Saved): Promise<{ status: 'OK' | 'Error'; message?: string }> {
      return send('post', '/credentials/test', { credentials: credential });
    },

    /** Imports the workflow, or overwrites the one of the same name. */
    async saveWorkflow(workflow: WorkflowFile): Promise<SavedWorkflow> {
      const all = await get<Saved[]>('/workflows', { filter: JSON.stringify({ name: workflow.name }) });
      const existing = all.find(({ name }) => name === workflow.name);
      return save('/workflows', existing, workflow);
    },

    /** Publishes the workflow's newest version: its triggers start working. */
    async publish({ id, versionId }: SavedWorkflow): Promise<void> {
      await send('post', `/workflows/${id}/activate`, { versionId });
    },

    async unpublish({ id }: Saved): Promise<void> {
      await send('post', `/workflows/${id}/deactivate`, {});
    },

    /** Executes the workflow from this trigger as the editor's button does; returns the execution's id. */
    async run({ id }: Saved, trigger: string): Promise<string> {
      const body = { triggerToStartFrom: { name: trigger } };
      return (await send<{ executionId: string }>('post', `/workflows/${id}/run`, body)).executionId;
    },

    execution,

    /** Waits until the execution is over, however it ends. */
    async waitFor(executionId: string, timeoutMs = 120_000): Promise<ExecutionResult> {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const result = await execution(executionId);
        if (isOver(result.status)) return result;
        if (Date.now() > deadline) throw new Error(`Execution ${executionId} is still ${result.status}`);
        await sleep(200);
      }
    },

    /** The workflow's executions, newest first, without their data. */
    async executions({ id }: Saved): Promise<Array<{ id: string; status: string; mode: string }>> {
      const filter = JSON.stringify({ workflowId: id });
      return (await get<{ results: Array<{ id: string; status: string; mode: string }> }>('/executions', { filter }))
        .results;
    },
  };
}

export type N8nClient = ReturnType<typeof n8nClient>;
