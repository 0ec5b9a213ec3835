import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { SavedWorkflow, WorkflowFile } from '../../../tools/n8n/index.ts';
import { chain, locator, node, retell } from '../../../tools/n8n/workflows.ts';
import type { Stage } from './stage.ts';

/** People who write to a published workflow, each message an execution of its own. */
interface People {
	workflow: SavedWorkflow;
	/** Sends a message and waits for the end of the execution: the item that came out. */
	say: (person: string, text: string) => Promise<Record<string, unknown>>;
	/** What each chat of a person was told, in the order of the chats. */
	said: (person: string) => string[][];
}

/** The chats of a person, by the key of their session. */
export function chatsOfPerson({ sandbox }: Pick<Stage, 'sandbox'>, key: string) {
	return sandbox.store.chats().filter(({ metadata }) => metadata?.['session_key'] === key);
}

/** What each chat of a person was told, in the order of the chats. */
export function saidBy(stage: Pick<Stage, 'sandbox'>, key: string): string[][] {
	return chatsOfPerson(stage, key).map(({ messages }) =>
		messages.flatMap((message) => (message.role === 'user' ? [message.content] : [])),
	);
}

export const ANSWER = 'Answer';

/** A webhook at this path with which people write to an agent: each has a session. */
export function answersPeople(name: string, path: string, parameters: INodeParameters): WorkflowFile {
	return chain(
		name,
		node(
			'Somebody writes',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path, responseMode: 'lastNode' },
			{ webhookId: path, typeVersion: 2 },
		),
		retell(ANSWER, {
			resource: 'chat',
			operation: 'sendMessage',
			conversation: 'session',
			agentId: locator(DEMO_AGENTS.support),
			sessionKey: '={{ $json.body.person }}',
			message: '={{ $json.body.text }}',
			...parameters,
		}),
	);
}

/**
 * @param answeredWithin after so long, in ms, the item is read from the execution. In queue mode, n8n never answers a
 * webhook whose execution a worker ends before the main instance has noted it as queued.
 */
export async function welcomePeople(
	stage: Stage,
	path: string,
	parameters: INodeParameters = {},
	answeredWithin = Infinity,
): Promise<People> {
	const workflow = await stage.save(answersPeople(`Answer ${path}`, path, parameters));
	await stage.client.publish(workflow);
	const write = async (body: { person: string; text: string }) => {
		const url = `${stage.n8n.url}/webhook/${path}`;
		const { data } = await axios.post<Record<string, unknown>>(url, body, { proxy: false });
		return data;
	};
	const returnedFor = async ({ person, text }: { person: string; text: string }) => {
		for (const { id } of await stage.client.executions(workflow)) {
			const { received, output } = await stage.client.waitFor(id);
			const isIt = received.some(({ body }) => isDeepStrictEqual(body, { person, text }));
			const [item] = output.get(ANSWER) ?? [];
			if (isIt && item) return item;
		}
		throw new Error(`Nothing came of "${text}" of ${person}`);
	};
	return {
		workflow,
		async say(person, text) {
			const body = { person, text };
			if (answeredWithin === Infinity) return await write(body);
			const waited = new AbortController();
			const late = pause(answeredWithin, undefined, { signal: waited.signal }).then(() => returnedFor(body));
			return await Promise.race([write(body), late]).finally(() => {
				waited.abort();
			});
		},
		said: (person) => saidBy(stage, person),
	};
}
