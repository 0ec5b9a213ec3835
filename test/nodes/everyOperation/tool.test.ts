// As a tool of an AI agent, the node tells in one text what went wrong: the model gets no other.
import { until } from '../../../tools/sandbox/holds.ts';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { runWorkflow, type RunOptions } from '../../host/run.ts';
import { credentialFor, locator, workflowOf, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

/** The operation's workflow, with the node as n8n offers it to AI agents. */
async function toolRun(
	operation: OperationName,
	input: object,
	{ parameters, onError, onStart }: Partial<RunOptions> = {},
) {
	const fixture = workflowOf(operation);
	const node = fixture.nodes.at(-1);
	if (node) Object.assign(node, { type: `${node.type}Tool`, onError });
	Object.assign(node?.parameters ?? {}, parameters);
	return await runWorkflow(fixture, { credential: credentialFor(world.sandbox), input: [input], onStart });
}

/** The one row that the model is given. */
async function toldOf(operation: OperationName, input: object): Promise<string> {
	const { json, error } = await toolRun(operation, input);
	expect(error).toBeUndefined();
	expect(json).toEqual([{ error: expect.any(String) as string }]);
	return String(json[0]?.error);
}

test('what Retell refused, with the advice', async () => {
	const told = await toldOf('chat.get', { chat_id: 'chat_unknown' });
	expect(told).toMatch(
		/^The chat "chat_unknown" wasn't found\. Check "Chat", and that the API key .*\(HTTP status 422\)$/,
	);
});

test('what was not asked of Retell, with the advice', async () => {
	expect(await toldOf('chat.get', { chat_id: '' })).toBe('"Chat" is empty. Select one under "Chat", or enter its ID.');
	expect(world.sandbox.requests).toEqual([]);
});

test('where a person wants a failure to stop the workflow, it does, with the advice in its one text', async () => {
	const { error } = await toolRun('chat.get', { chat_id: 'chat_unknown' }, { onError: 'stopWorkflow' });
	expect(error?.message).toMatch(/^The chat "chat_unknown" wasn't found\. Check "Chat", and that the API key /);
	expect(error?.description).toBeUndefined();
});

test.each(['null', 'undefined', 'None', 'NaN'])(
	'a model that gives "%s" as a session key is told to give another',
	async (key) => {
		const parameters = {
			conversation: 'session',
			agentId: locator(DEMO_AGENTS.support),
			sessionKey: '={{ $json.key }}',
			message: 'hi',
		};
		const { json } = await toolRun('chat.sendMessage', { key }, { parameters });
		expect(json).toEqual([{ error: expect.stringMatching(`^"Session Key" contains ${key}: ${key}\\. `) as string }]);
		expect(world.sandbox.requests).toEqual([]);
	},
);

test('a run that is cancelled ends', async () => {
	world.sandbox.faults.add({ kind: 'hang' });
	const { error, json } = await toolRun(
		'chat.get',
		{ chat_id: 'chat_1' },
		{ onStart: ({ cancel }) => void until(() => world.sandbox.requests.length >= 1).then(cancel) },
	);
	expect(error?.message).toMatch(/cancel/i);
	expect(json).toEqual([]);
});

test('that a message may have arrived, so that it is not sent twice', async () => {
	const { chat_id } = world.sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
	world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
	const told = await toldOf('chat.sendMessage', { chat_id, text: 'Hello' });
	expect(told).toMatch(/^The connection to Retell was lost\. .*The message may still have arrived\./);
	// n8n would put "You can retry the request immediately" in the place of a text with such a code.
	expect(told).not.toMatch(/ECONN|ETIMEDOUT|EAI_/);
});

test('a model gets a reply once, and not what it sent', async () => {
	const { chat_id } = world.sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
	const { json } = await toolRun('chat.sendMessage', { chat_id, text: 'Hello' });
	const [row] = json;
	expect(row).toMatchObject({ chat_id, reply: expect.any(String) as string });
	expect(row).not.toHaveProperty('output');
	expect(row).not.toHaveProperty('message');
});
