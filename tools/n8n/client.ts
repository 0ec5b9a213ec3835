import type { IDataObject, INode, INodeTypeDescription, IWorkflowBase } from 'n8n-workflow';
import { connect } from './connection.ts';
import { dataTables } from './dataTables.ts';
import { dialectOf, type Dialect } from './dialect.ts';
import type { ExecutionResult } from './execution.ts';
import { executions } from './executions.ts';
import { pickers } from './pickers.ts';

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

export interface Saved {
	id: string;
	name: string;
}

export interface SavedWorkflow extends Saved {
	versionId: string;
}

interface Settings {
	versionCli: string;
	userManagement: { showSetupOnFirstLoad: boolean };
}

/**
 * Talks to a running n8n through the REST API its editor uses.
 *
 * @param version n8n's own, for one without an editor: that does not tell it
 */
export function n8nClient(url: string, version?: string) {
	const connection = connect(url);
	const { get, send, remove } = connection;
	let known: Dialect | undefined;

	/** Older versions of n8n are told some things in other words. */
	async function dialect(): Promise<Dialect> {
		known ??= dialectOf(version ?? (await get<Settings>('/settings')).versionCli, connection);
		return known;
	}
	async function save<T extends Saved>(path: string, existing: Saved | undefined, body: object): Promise<T> {
		return existing ? send('patch', `${path}/${existing.id}`, body) : send('post', path, body);
	}
	const stored = executions(connection);
	/** What the editor's button does. n8n then executes the workflow, or listens for a test event. */
	async function begin({ id }: Saved, trigger: string): Promise<{ executionId: string; waitingForWebhook?: boolean }> {
		const body = { ...(await (await dialect()).toRun(id)), triggerToStartFrom: { name: trigger } };
		return send('post', `/workflows/${id}/run`, body);
	}
	async function logIn({ email, password }: Owner): Promise<void> {
		await send('post', '/login', { emailOrLdapLoginId: email, password });
	}
	const run = async (workflow: Saved, trigger: string) => (await begin(workflow, trigger)).executionId;
	return {
		...dataTables(connection),
		...stored,
		...pickers(connection),

		/** Makes this person the owner of a new n8n, or logs in where there is an owner already. */
		async signIn(owner: Owner): Promise<void> {
			const { userManagement } = await get<Settings>('/settings');
			if (userManagement.showSetupOnFirstLoad) await send('post', '/owner/setup', owner);
			else await logIn(owner);
		},
		logIn,

		/** Creates the credential, or overwrites the one of the same name and type. */
		async saveCredential(credential: Credential): Promise<Saved> {
			const all = await get<Array<Saved & { type: string }>>('/credentials');
			const existing = all.find(({ name, type }) => name === credential.name && type === credential.type);
			const { id, name } = await save('/credentials', existing, credential);
			return { id, name };
		},

		/** Tests a credential as the editor does: with the request that its type declares. */
		async testCredential(credential: Credential & Saved): Promise<{ status: 'OK' | 'Error'; message?: string }> {
			return send('post', '/credentials/test', { credentials: credential });
		},

		/** Installs a community package as Settings > Community nodes does; returns the types of its nodes. */
		async installCommunityPackage(name: string): Promise<string[]> {
			interface Installed {
				installedNodes: Array<{ type: string }>;
			}
			const { installedNodes } = await send<Installed>('post', '/community-packages', { name });
			return installedNodes.map(({ type }) => type);
		},

		/** Each node with its type as n8n describes it. */
		async described(nodes: INode[]): Promise<Array<[INode, INodeTypeDescription]>> {
			// A node as a tool of an AI agent has a type that n8n makes up itself, of the node's.
			const nodeInfos = nodes.map(({ type, typeVersion }) => ({
				name: type.replace(/Tool$/, ''),
				version: typeVersion,
			}));
			const types = await send<INodeTypeDescription[]>('post', '/node-types', { nodeInfos });
			return nodes.flatMap((node, index) => (types[index] ? [[node, types[index]]] : []));
		},

		async workflowNames(): Promise<string[]> {
			return (await get<Saved[]>('/workflows')).map(({ name }) => name);
		},

		/** Imports the workflow, or overwrites the one of the same name. */
		async saveWorkflow(workflow: WorkflowFile): Promise<SavedWorkflow> {
			const all = await get<Saved[]>('/workflows', { filter: JSON.stringify({ name: workflow.name }) });
			const existing = all.find(({ name }) => name === workflow.name);
			return save('/workflows', existing, existing ? workflow : { active: false, ...workflow });
		},

		/** Publishes the workflow's newest version, and waits until its triggers work; throws if one refuses to. */
		async publish({ id, versionId }: SavedWorkflow): Promise<void> {
			await send('post', `/workflows/${id}/activate`, { versionId });
			await (await dialect()).publication(id);
		},

		/** Unpublishes the workflow, and waits until its triggers work no more. */
		async unpublish({ id }: Saved): Promise<void> {
			await send('post', `/workflows/${id}/deactivate`, {});
			await (await dialect()).withdrawal(id);
		},

		/** Listens for a test event, as "Execute step" on this trigger does; throws if it refuses to. */
		async listen(workflow: Saved, trigger: string): Promise<void> {
			const { waitingForWebhook } = await begin(workflow, trigger);
			if (waitingForWebhook !== true) throw new Error('n8n does not listen for a test event');
		},

		/** Stops listening, as the editor's button does. What comes of it, n8n does afterwards. */
		async stopListening({ id }: Saved): Promise<void> {
			await remove(`/test-webhook/${id}`);
		},

		/** Executes the workflow from this trigger as the editor's button does; returns the execution's id. */
		run,

		/** Executes it in this way, and waits until that is over, however it ends. */
		async execute(workflow: Saved, trigger: string, timeoutMs?: number): Promise<ExecutionResult> {
			return stored.waitFor(await run(workflow, trigger), timeoutMs);
		},
	};
}

export type N8nClient = ReturnType<typeof n8nClient>;
