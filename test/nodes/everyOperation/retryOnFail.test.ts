// n8n's own "Retry On Fail": it repeats a whole node, whatever has arrived. Where that does harm, the output says so.
import type { INode } from 'n8n-workflow';

import { RETRY_ON_FAIL_IS_ON } from '../../../nodes/messages/executions.ts';
import { runWorkflow } from '../../host/run.ts';
import { ASKING, recordOf } from '../../operations/index.ts';
import { credentialFor, workflowOf, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

/** What docs/retries.md prints in bold. Of an agent's draft only the making is never retried, which a draft of the demo has behind it. */
const ONCE_ONLY: OperationName[] = [
	'agentTest.getReply',
	'agentTest.run',
	'chat.create',
	'chat.createSms',
	'chat.rerunAnalysis',
	'chat.sendMessage',
	'chatAgent.create',
	'chatAgent.createVersion',
];

const RETRYING = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

async function runRetrying(name: OperationName, settings: Partial<INode> = RETRYING) {
	const { sandbox } = world;
	const workflow = workflowOf(name);
	Object.assign(workflow.nodes.at(-1) ?? {}, settings);
	const input = [recordOf(name).prepare(sandbox)];
	sandbox.requests.length = 0;
	return await runWorkflow(workflow, { credential: credentialFor(sandbox), input });
}

test('the warning is there for what must not be repeated, and for nothing else', async () => {
	const warned: string[] = [];
	for (const name of ASKING) {
		world.sandbox.reset();
		const { hints, error } = await runRetrying(name);
		expect([name, error]).toEqual([name, undefined]);
		if (hints.includes(RETRY_ON_FAIL_IS_ON)) warned.push(name);
	}
	expect(warned).toEqual(ONCE_ONLY);
});

test('the warning is not there where n8n does not retry', async () => {
	const { hints } = await runRetrying('chat.sendMessage', { ...RETRYING, retryOnFail: false });
	expect(hints).toEqual([]);
});

test('n8n sends a message twice whose answer was lost: the warning stands above what came out', async () => {
	world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion', times: 1 });
	const { hints, error } = await runRetrying('chat.sendMessage');
	expect(error).toBeUndefined();
	expect(world.requestsTo('/create-chat-completion')).toHaveLength(2);
	expect(hints).toEqual([RETRY_ON_FAIL_IS_ON]);
});

test('where the last try fails, too, the error has the warning', async () => {
	world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
	const { error } = await runRetrying('chat.sendMessage');
	expect(error?.description).toContain(RETRY_ON_FAIL_IS_ON);
});

describe('a tool', () => {
	const TOOL = { ...RETRYING, type: 'n8n-nodes-retell-chat.retellChatTool' };
	const LOST = 'The message may still have arrived.';
	const sent = (path: string) => world.requestsTo(path).length;

	test('tells of a message whose answer was lost, and n8n does not send it again', async () => {
		world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
		const { json, hints } = await runRetrying('chat.sendMessage', TOOL);
		expect(json).toEqual([{ failure: expect.stringContaining(LOST) as string }]);
		expect(hints).toEqual([]);
		expect(sent('/create-chat-completion')).toBe(1);
	});

	test('sends it again where a person wants it to fail', async () => {
		world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
		const { error } = await runRetrying('chat.sendMessage', { ...TOOL, onError: 'stopWorkflow' });
		expect(error?.message).toContain(RETRY_ON_FAIL_IS_ON);
		expect(sent('/create-chat-completion')).toBe(2);
	});

	test('is retried by n8n where that does no harm', async () => {
		world.refuse('/get-chat', 403, { times: 1 });
		const { json } = await runRetrying('chat.get', TOOL);
		expect(json).toMatchObject([{ chat_id: expect.any(String) as string }]);
		expect(sent('/get-chat')).toBe(2);
	});
});
