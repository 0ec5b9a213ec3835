// A whole n8n with a published workflow for each trigger that takes webhooks.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';
import { installPackage, n8nClient, startN8n } from '../../n8n/index.ts';
import { sign, SIGNATURE_HEADER } from '../../sandbox/webhooks/sign.ts';
import { expect } from '../measure.ts';
import { endedChat } from '../sandbox/world.ts';
import type { Stage } from '../stage.ts';
import { packPlainTrigger, PLAIN_TRIGGER } from './plainTrigger.ts';

const KEY = 'key_bench';
const OWNER = { email: 'owner@example.com', password: 'Benchmark-0', firstName: 'Bench', lastName: 'Mark' };

export const TRIGGERS = ['own', 'plain', 'n8n'] as const;
export type TriggerName = (typeof TRIGGERS)[number];

interface Kind {
	type: string;
	typeVersion: number;
	parameters: (id: string) => INodeParameters;
	/** The path of its URL. */
	path: (id: string) => string;
}

const KINDS: Record<TriggerName, Kind> = {
	own: {
		type: 'n8n-nodes-retell-chat.retellChatWebhookTrigger',
		typeVersion: 1,
		parameters: () => ({ setUpWebhook: 'manually', events: ['chatEnded'], agentIds: [], simplify: true }),
		path: (id) => `${id}/webhook`,
	},
	n8n: {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: (path) => ({ httpMethod: 'POST', path, responseMode: 'onReceived', options: {} }),
		path: (id) => id,
	},
	plain: { type: PLAIN_TRIGGER, typeVersion: 1, parameters: () => ({}), path: (id) => `${id}/webhook` },
};

/** A request that Retell would send. */
export interface Call {
	url: string;
	body: string;
	headers: Record<string, string>;
}

export interface Triggers extends AsyncDisposable {
	/** An event that never came before. */
	call: (trigger: TriggerName) => Call;
	/** Waits until nothing runs of a trigger's workflow. */
	idle: (trigger: TriggerName) => Promise<void>;
	/** Throws unless so many executions of a trigger's workflow have succeeded. */
	check: (trigger: TriggerName, count: number) => Promise<void>;
}

function node(name: string, type: string, rest: Partial<INode> = {}): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...rest };
}

/** Starts n8n with the package and a plain trigger, and publishes a workflow of two nodes for each trigger. */
export async function startTriggers({ n8nDir, scratch }: Stage): Promise<Triggers> {
	const userFolder = mkdtempSync(join(scratch, 'n8n-'));
	const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('There is no tarball');
	await installPackage(join(scratch, tarball), userFolder);
	await installPackage(packPlainTrigger(mkdtempSync(join(scratch, 'plain-'))), userFolder);
	// All executions are counted in the end.
	const n8n = await startN8n({ n8nDir, userFolder, env: { EXECUTIONS_DATA_PRUNE: 'false' } });
	const client = n8nClient(n8n.url);
	await client.signIn(OWNER);
	const data = { apiKey: KEY, baseUrl: 'http://localhost', webhookKey: '' };
	const retellChatApi = await client.saveCredential({ name: 'Retell', type: 'retellChatApi', data });

	const published = await Promise.all(
		TRIGGERS.map(async (name) => {
			const { type, typeVersion, parameters, path } = KINDS[name];
			const id = randomUUID();
			const credentials = name === 'own' ? { retellChatApi } : undefined;
			const trigger = node('Trigger', type, {
				typeVersion,
				webhookId: id,
				parameters: parameters(id),
				...(credentials && { credentials }),
			});
			const workflow = await client.saveWorkflow({
				name,
				nodes: [trigger, node('Go on', 'n8n-nodes-base.noOp')],
				connections: { Trigger: { main: [[{ node: 'Go on', type: 'main', index: 0 }]] } },
				settings: { executionOrder: 'v1' },
			});
			await client.publish(workflow);
			return [name, { workflow, url: `${n8n.url}/webhook/${path(id)}` }] as const;
		}),
	);
	const all = Object.fromEntries(published) as Record<TriggerName, (typeof published)[number][1]>;
	let count = 0;
	return {
		call: (trigger) => {
			count += 1;
			const chat = {
				...endedChat(Date.now() - 60_000, count),
				chat_id: `chat_${randomUUID()}`,
				agent_id: 'agent_bench',
				chat_status: 'ended',
			};
			const body = JSON.stringify({ event: 'chat_ended', chat });
			const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(body, KEY, Date.now()) };
			return { url: all[trigger].url, body, headers };
		},
		idle: async (trigger) => {
			while (await client.isAtWork(all[trigger].workflow)) await sleep(100);
		},
		check: async (trigger, wanted) => {
			const executions = await client.executions(all[trigger].workflow);
			expect(`Executions by "${trigger}"`, executions.filter(({ status }) => status === 'success').length, wanted);
		},
		[Symbol.asyncDispose]: n8n.kill,
	};
}
