// End Many and Delete Many when chats fail, change meanwhile, or the run is stopped half-way.
import { holdFirst } from '../../../tools/sandbox/holds.ts';
import { runWorkflow } from '../../host/run.ts';
import { KEY_REFUSED, SERVER_FAILED } from '../../said.ts';
import { credentialFor, workflowOf } from '../fixtures.ts';
import { HOUR, SECOND } from '../../../tools/times.ts';
import { idsOf, useManyChats } from '../manyChats.ts';

const { world, endMany, addChats, requestsTo, statusOf } = useManyChats();

const ongoing = (ids: string[]) => ids.filter((id) => statusOf(id) === 'ongoing');
const numberIn = (path: string) => Number(/chat_(\d+)$/.exec(path)?.[1]);

/** Breaks a call for the chats whose number fulfils this. */
function breakFor(path: string, isBroken: (n: number) => boolean) {
	return world.refuse(path, 500, { when: (request) => isBroken(numberIn(request.path)) });
}

const oneAtATime = { options: { parallelRequests: 1 } };

describe('a chat that fails by itself', () => {
	test.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'gets a row with its error, and the others go on (%s)',
		async (onError) => {
			const ids = addChats(5);
			breakFor('/end-chat', (n) => n === 2);
			const { json, outputs, error } = await endMany({}, { onError });
			expect(error).toBeUndefined();
			expect(json.map(({ chat_id, ended, failure: text }) => [chat_id, ended, text === null])).toEqual(
				ids.map((id) => [id, id !== 'chat_2', id !== 'chat_2']),
			);
			expect(json[2]).toEqual({
				chat_id: 'chat_2',
				ended: false,
				already_ended: false,
				gone: false,
				preview: false,
				agent_id: expect.any(String) as string,
				started_at: expect.any(String) as string,
				failure: expect.stringMatching(new RegExp(`^${SERVER_FAILED}\\. .*Tried 4 times\\.$`)) as string,
			});
			expect(outputs[1] ?? []).toEqual([]);
			expect(ongoing(ids)).toEqual(['chat_2']);
		},
	);

	test('gets one, too, when its details cannot be read, and counts to the limit', async () => {
		const ids = addChats(5);
		breakFor('/get-chat', (n) => n === 0);
		const { json } = await endMany({ idleMinutes: 60, maxChats: 3, ...oneAtATime });
		expect(json).toMatchObject([
			{ chat_id: 'chat_0', ended: false, failure: expect.stringContaining("couldn't process") as string },
			{ chat_id: 'chat_1', ended: true, failure: null },
			{ chat_id: 'chat_2', ended: true, failure: null },
		]);
		expect(ongoing(ids)).toEqual(['chat_0', 'chat_3', 'chat_4']);
	});

	test('and keeps failing: with "Retry On Fail", what was done is not lost', async () => {
		const ids = addChats(4);
		breakFor('/end-chat', (n) => n === 0);
		const workflow = workflowOf('chat.endMany');
		const node = workflow.nodes.at(-1);
		Object.assign(node ?? {}, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
		const { json } = await runWorkflow(workflow, { credential: credentialFor(world.sandbox) });
		expect(ongoing(ids)).toEqual(['chat_0']);
		expect(idsOf(json)).toEqual(ids);
	});
});

test('if the list cannot be read to its end, no chat is touched', async () => {
	const ids = addChats(1100);
	world.refuse('/v3/list-chats', 500, { after: 1 });
	const { error } = await endMany({ maxChats: 5000 });
	expect(error?.message).toBe(SERVER_FAILED);
	expect(ongoing(ids)).toEqual(ids);
});

describe('one failure after the other', () => {
	test('stops the run after ten, tells what was done, and can be run again', async () => {
		const ids = addChats(30);
		const fault = breakFor('/end-chat', (n) => n >= 5);
		const { error, json } = await endMany(oneAtATime);
		expect(json).toEqual([]);
		expect(error?.message).toBe(SERVER_FAILED);
		expect(error?.description).toMatch(
			/Tried 4 times\. Before it stopped: 5 ended, 10 failed\. Failed: .*\. Run it again to continue with the rest\.$/,
		);
		// Without "On Error: Continue" there are no rows that tell which.
		expect(error?.description).toContain(`Failed: ${ids.slice(5, 15).join(', ')}. Run`);
		expect(error).toMatchObject({ httpCode: '500', context: { itemIndex: 0 } });
		expect(requestsTo('/end-chat')).toHaveLength(5 + 10 * 4);
		expect(ongoing(ids)).toEqual(ids.slice(5));

		fault.remove();
		const again = await endMany();
		expect(again.error).toBeUndefined();
		expect(idsOf(again.json)).toEqual(ids.slice(5));
		expect(ongoing(ids)).toEqual([]);
	});

	test('with On Error: Continue, gives the rows of what was done and then the error', async () => {
		const ids = addChats(30);
		breakFor('/end-chat', (n) => n >= 5);
		const { json, outputs, hints, error } = await endMany(oneAtATime, { onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(idsOf(json.slice(0, -1))).toEqual(ids.slice(0, 15));
		expect(json.slice(0, -1).map((row) => row.failure === null)).toEqual(ids.slice(0, 15).map((_, n) => n < 5));
		expect(json.at(-1)).toEqual({
			error: expect.stringMatching(
				new RegExp(
					`^${SERVER_FAILED}\\. .*Before it stopped: 5 ended, 10 failed\\. Failed: .*\\. Run it again to continue with the rest\\. \\(HTTP status 500\\)$`,
				),
			) as string,
		});
		expect(outputs[0]?.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		expect(hints).toEqual(['Chats: 5 ended, 10 failed. The items show why under "failure".']);
	});

	test('with an error output, the rows go to the one and the error to the other', async () => {
		addChats(30);
		breakFor('/end-chat', (n) => n >= 5);
		const { outputs } = await endMany(oneAtATime, { onError: 'continueErrorOutput' });
		expect(outputs.map((items) => items.length)).toEqual([15, 1]);
	});

	test('several at a time: no chat is begun after the tenth', async () => {
		const ids = addChats(60);
		breakFor('/end-chat', () => true);
		const { error } = await endMany({ options: { parallelRequests: 5 } });
		expect(error?.description).toContain('Before it stopped:');
		const begun = new Set(requestsTo('/end-chat').map(({ path }) => path)).size;
		expect(begun).toBeGreaterThanOrEqual(10);
		expect(begun).toBeLessThanOrEqual(10 + 4);
		expect(ongoing(ids)).toEqual(ids);
	});

	test('more than ten are not all named', async () => {
		const ids = addChats(40);
		breakFor('/end-chat', (n) => n !== 5);
		const { error } = await endMany(oneAtATime);
		expect(error?.description).toContain('Before it stopped: 15 failed, 1 ended.');
		expect(error?.description).toContain(
			`Failed: ${ids
				.filter((_, n) => n !== 5)
				.slice(0, 10)
				.join(', ')} and 5 more. Run`,
		);
	});

	test.each([400, 422])('chats that Retell refuses one by one (%i) do not keep it from the rest', async (status) => {
		const ids = addChats(30);
		const refused = new Set(ids.slice(0, 20));
		for (const id of refused) world.refuse(`/end-chat/${id}`, status, { message: 'The chat is locked.' });
		const { json, error } = await endMany(oneAtATime);
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(ids);
		expect(json.map((row) => row.failure === null)).toEqual(ids.map((id) => !refused.has(id)));
		expect(ongoing(ids)).toEqual(ids.slice(0, 20));
	});

	test('nine in a row are borne, and counted anew after a success', async () => {
		const ids = addChats(40);
		breakFor('/end-chat', (n) => n % 10 !== 9);
		const { json, error } = await endMany(oneAtATime);
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(ids);
		expect(json.filter((row) => row.ended)).toHaveLength(4);
	});

	test('details that can be read count as successes, also of chats that are not due', async () => {
		const created_timestamp = Date.now() - 60 * SECOND;
		const ids = addChats(30, { messages: [{ role: 'user', content: 'hm', message_id: 'm', created_timestamp }] });
		breakFor('/get-chat', (n) => n % 2 === 0);
		const { json, error } = await endMany({ idleMinutes: 60, ...oneAtATime });
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(ids.filter((_, n) => n % 2 === 0));
	});

	test('stops one item, and the others go on where they may', async () => {
		addChats(12, { agent_id: 'agent_a' });
		const start_timestamp = Date.now() - HOUR;
		world.sandbox.store.addChat({ chat_id: 'other', agent_id: 'agent_b', start_timestamp });
		breakFor('/end-chat', (n) => n >= 0);
		const { outputs } = await world.run('chat.endMany', {
			input: [{ agent: 'agent_a' }, { agent: 'agent_b' }],
			parameters: { filters: { agentIds: '={{ [$json.agent] }}' }, ...oneAtATime },
			onError: 'continueErrorOutput',
		});
		expect(outputs[0]?.at(-1)).toMatchObject({ json: { chat_id: 'other', ended: true }, pairedItem: { item: 1 } });
		expect(outputs[1]).toMatchObject([
			{ json: { agent: 'agent_a', error: expect.stringContaining('Before it stopped') as string } },
		]);
	});
});

test('a key that is revoked half-way stops the run at once; with a new one it can be run again', async () => {
	const { sandbox } = world;
	const ids = addChats(100);
	world.whenAsked('/end-chat', () => sandbox.keys.clear(), { after: 40 });
	const { error } = await endMany({ maxChats: 200, options: { parallelRequests: 5 } });
	expect(error?.message).toBe(KEY_REFUSED);
	expect(error?.description).toMatch(/Before it stopped: 40 ended\. Run it again to continue with the rest\.$/);
	expect(error?.httpCode).toBe('401');
	expect(ongoing(ids)).toHaveLength(60);
	const refused = sandbox.requests.filter(({ status }) => status === 401);
	expect(refused.length).toBeLessThanOrEqual(5);

	sandbox.faults.clear();
	sandbox.keys.add(sandbox.apiKey);
	const again = await endMany({ maxChats: 200 });
	expect(again.json).toHaveLength(60);
	expect(ongoing(ids)).toEqual([]);
});

test('with On Error: Continue, when nothing could be done, the summary does not claim that there are no chats', async () => {
	addChats(3);
	world.sandbox.keys.clear();
	const { json, hints } = await endMany({}, { onError: 'continueRegularOutput' });
	expect(json).toMatchObject([{ error: expect.stringMatching(new RegExp(`^${KEY_REFUSED}\\. `)) as unknown }]);
	expect(hints.join()).not.toContain('No chats match');
});

test('of 2,000 chats, some end, vanish or fail meanwhile: each is accounted for', async () => {
	const COUNT = 2000;
	const parameters = { maxChats: COUNT, options: { parallelRequests: 20 } };
	const { sandbox } = world;
	const ids = addChats(COUNT, { analysisDelayMs: null });
	world.whenAsked('/end-chat', () => {
		for (const [n, id] of ids.entries()) {
			if (n % 10 === 3) sandbox.store.endChat(id);
			if (n % 100 === 7) sandbox.store.deleteChat(id);
		}
	});
	// Retell is not as fast as a sandbox in the same process, which would answer one request before the next.
	sandbox.faults.add({
		kind: 'wait',
		until: async () => {
			for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
		},
	});
	holdFirst(sandbox, 20, '/end-chat');
	const seen = new Set<number>();
	const isNew = (n: number) => seen.size < seen.add(n).size;
	breakFor('/end-chat', (n) => n % 100 === 5 && isNew(n));

	const { json, error, hints } = await endMany(parameters);
	expect(error).toBeUndefined();
	expect(idsOf(json)).toEqual(ids);
	expect(json.map(({ ended, already_ended, gone }) => ({ ended, already_ended, gone }))).toEqual(
		ids.map((_, n) => ({ ended: n % 100 !== 7, already_ended: n % 10 === 3, gone: n % 100 === 7 })),
	);
	expect(json.filter((row) => row.failure !== null)).toEqual([]);
	expect(hints).toEqual([
		'Chats: 1780 ended, 200 already ended, 20 already deleted. The node stopped at "Max Chats", so there may be more.',
	]);
	expect(ids.map(statusOf)).toEqual(ids.map((_, n) => (n % 100 === 7 ? undefined : 'ended')));
	expect(requestsTo('/v3/list-chats')).toHaveLength(2);
	expect(requestsTo('/end-chat')).toHaveLength(COUNT + 20);
	expect(Math.max(...sandbox.requests.map(({ inFlight }) => inFlight))).toBe(20);

	sandbox.requests.length = 0;
	const again = await endMany(parameters);
	expect(again.json).toEqual([]);
	expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v3/list-chats']);
});
