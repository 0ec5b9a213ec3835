// A whole n8n with a published workflow for each trigger that takes webhooks.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import { chain, node } from '../../n8n/workflows.ts';
import { sign, SIGNATURE_HEADER } from '../../sandbox/webhooks/sign.ts';
import { expect } from '../measure.ts';
import { endedChat } from '../sandbox/world.ts';
import type { Stage } from '../stage.ts';
import { packPlainTrigger, PLAIN_TRIGGER } from './plainTrigger.ts';
import { startWithPackage } from './whole.ts';

const KEY = 'key_bench';

export const TRIGGERS = ['own', 'plain', 'n8n'] as const;
export type TriggerName = (typeof TRIGGERS)[number];

interface Kind {
	type: string;
	typeVersion: number;
	parameters: (id: string) => INodeParameters;
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

/** Starts n8n with the package and a plain trigger, and publishes a workflow of two nodes for each trigger. */
export async function startTriggers(stage: Stage) {
	const plain = packPlainTrigger(mkdtempSync(join(stage.scratch, 'plain-')));
	const connection = { apiKey: KEY, baseUrl: 'http://localhost' };
	const { n8n, client, retellChatApi } = await startWithPackage(stage, connection, [plain]);

	const published = await Promise.all(
		TRIGGERS.map(async (name) => {
			const { type, typeVersion, parameters, path } = KINDS[name];
			const id = randomUUID();
			const credentials = name === 'own' ? { retellChatApi } : undefined;
			const trigger = node('Trigger', type, parameters(id), {
				typeVersion,
				webhookId: id,
				...(credentials && { credentials }),
			});
			const workflow = await client.saveWorkflow(chain(name, trigger, node('Go on', 'n8n-nodes-base.noOp', {})));
			await client.publish(workflow);
			return [name, { workflow, url: `${n8n.url}/webhook/${path(id)}` }] as const;
		}),
	);
	const all = Object.fromEntries(published) as Record<TriggerName, (typeof published)[number][1]>;
	let count = 0;
	return {
		/** An event that never came before. */
		call: (trigger: TriggerName): Call => {
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
		/** Waits until nothing runs of a trigger's workflow. */
		idle: async (trigger: TriggerName) => {
			while (await client.isAtWork(all[trigger].workflow)) await sleep(100);
		},
		/** Throws unless so many executions of a trigger's workflow have succeeded. */
		check: async (trigger: TriggerName, wanted: number) => {
			const executions = await client.executions(all[trigger].workflow);
			expect(`Executions by "${trigger}"`, executions.filter(({ status }) => status === 'success').length, wanted);
		},
		[Symbol.asyncDispose]: n8n.kill,
	};
}
