// "Fetch test event" in the editor: one real chat, and no trace in what the trigger keeps.
import type { INodeParameters } from 'n8n-workflow';

import { MINUTE } from '../../tools/times.ts';
import { pollContext, workflowWith, type Timeout } from '../host/data.ts';
import { triggerNode } from '../host/poll.ts';
import { executionData, nodeTypes, TYPES } from '../host/retell.ts';
import { underTime } from '../host/time.ts';
import { KEY_REFUSED } from '../said.ts';
import { refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;

/** The workflow in the editor, and what goes with its manual run. */
function inEditor(parameters: INodeParameters, staticData = {}, timeout?: Timeout) {
	const { apiKey, url: baseUrl } = world.sandbox;
	const node = triggerNode({ parameters });
	const workflow = workflowWith({ id: 'editor', nodes: [node], nodeTypes, staticData });
	return { node, workflow, ...executionData({ credential: { apiKey, baseUrl }, timeout }) };
}

/** Calls the trigger as the editor does. */
async function fetchEvent(parameters: INodeParameters = {}, staticData = {}, timeout?: Timeout) {
	const { node, workflow, additionalData } = inEditor(parameters, staticData, timeout);
	const context = pollContext({ workflow, node, additionalData, mode: 'manual', activation: 'manual' });
	underTime(context, world.time);
	const result = await world.time.settle(TYPES[node.type]?.poll?.call(context) ?? Promise.reject(new Error('No poll')));
	return { json: result?.flat().map((item) => item.json), staticData: workflow.staticData };
}

test('the newest chat', async () => {
	endChat({ start_timestamp: Date.now() - 9 * MINUTE });
	const id = endChat({ start_timestamp: Date.now() - 2 * MINUTE });
	world.sandbox.store.addChat({});
	const { json } = await fetchEvent();
	expect(json?.map(({ chat_id }) => chat_id)).toEqual([id]);
	expect(requests()).toHaveLength(1);
});

test('one with analysis if there is one among the newest ten, in the shape of a delivery', async () => {
	const parameters = { event: 'chatAnalyzed' };
	const trigger = await publish({ parameters });
	const id = endChat({ analysisDelayMs: 0, start_timestamp: Date.now() - 9 * MINUTE });
	endChat({ start_timestamp: Date.now() - 2 * MINUTE });
	const { json } = await fetchEvent(parameters);
	const [delivered] = await poll(trigger);
	expect(delivered?.ids).toEqual([id]);
	expect(json).toEqual(delivered?.items.map((item) => item.json));
});

test.each([
	['whole', { simplify: false }],
	['with transcript', { options: { includeTranscript: true } }],
])('%s: as it is delivered', async (_name, parameters) => {
	const trigger = await publish({ parameters });
	endChat();
	const { json } = await fetchEvent(parameters);
	const [delivered] = await poll(trigger);
	expect(json).toHaveLength(1);
	expect(json).toEqual(delivered?.items.map((item) => item.json));
});

test('only chats that fit', async () => {
	const { sandbox } = world;
	sandbox.quirks.ignoreFilters = ['agent', 'chat_status'];
	sandbox.store.addAgent({ agent_id: 'agent_other' });
	const id = endChat({ agent_id: 'agent_other', start_timestamp: Date.now() - 9 * MINUTE });
	endChat();
	sandbox.store.addChat({ agent_id: 'agent_other', chat_status: 'error' });
	const { json } = await fetchEvent({ agentIds: ['agent_other'] });
	expect(json?.map(({ chat_id }) => chat_id)).toEqual([id]);
});

test('without a chat it says so, and what to do', async () => {
	world.sandbox.store.addChat({});
	await expect(fetchEvent()).rejects.toMatchObject({
		message: expect.stringContaining('No ended chat') as string,
		description: expect.stringContaining('end it') as string,
	});
});

test('a wrong key and an outage are told at once', async () => {
	const { sandbox } = world;
	sandbox.keys.clear();
	await expect(fetchEvent()).rejects.toMatchObject({ message: KEY_REFUSED, httpCode: '401' });
	sandbox.keys.add(sandbox.apiKey);
	sandbox.faults.add(refusing(503));
	await expect(fetchEvent()).rejects.toMatchObject({ httpCode: '503' });
});

test.each([
	['list', '/v3/list-chats'],
	['transcript', '/get-chat'],
])('a server that answers the %s never: a person is told after a minute', async (_name, path) => {
	const { sandbox, time } = world;
	endChat();
	let patience = Infinity;
	const when = () => {
		time.pass(patience);
		return true;
	};
	sandbox.faults.add({ kind: 'hang', path, when });
	const began = Date.now();
	// As much time passes as the node waits for each answer.
	const timeout: Timeout = (request) => {
		patience = request.timeout ?? Infinity;
		return 20;
	};
	await expect(fetchEvent({ options: { includeTranscript: true } }, {}, timeout)).rejects.toMatchObject({
		failure: { cause: 'temporarily-unavailable' },
	});
	expect(Date.now() - began).toBeLessThanOrEqual(61_000);
});
