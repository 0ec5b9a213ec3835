// "On Error: Continue": every input item is answered for, in order.
import { useWorld } from '../world.ts';

const world = useWorld();
const NOT_FOUND = expect.stringMatching(
	/^The chat "chat_nowhere" wasn't found\. Check "Chat".*\(HTTP status 422\)$/,
) as string;

test('continue: the failed item carries its error, the others their results', async () => {
	const { store } = world.sandbox;
	const ids = [store.addChat({}).chat_id, 'chat_nowhere', store.addChat({}).chat_id];
	const input = ids.map((chat_id) => ({ chat_id }));
	const { outputs, error } = await world.run('chat.end', { input, onError: 'continueRegularOutput' });
	expect(error).toBeUndefined();
	expect(outputs[0]?.map(({ json, pairedItem }) => ({ json, pairedItem }))).toMatchObject([
		{ json: { ended: true }, pairedItem: { item: 0 } },
		// The ID as it came in.
		{ json: { chat_id: 'chat_nowhere', error: NOT_FOUND }, pairedItem: { item: 1 } },
		{ json: { ended: true }, pairedItem: { item: 2 } },
	]);
});

test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'%s: what came in stays, a field named message included',
	async (onError) => {
		const came = { chat_id: 'chat_nowhere', message: 'Where is my order?', details: { order: 7 } };
		const { outputs } = await world.run('chat.end', { input: [came], onError });
		const failed = outputs[onError === 'continueErrorOutput' ? 1 : 0];
		expect(failed?.map(({ json }) => json)).toEqual([{ ...came, error: NOT_FOUND }]);
	},
);

test('what a failed item brought is not counted as done', async () => {
	const input = [{ chat_id: 'chat_1', limit: 0, failure: null }];
	const { json, hints } = await world.run('chat.endMany', {
		input,
		parameters: { maxChats: '={{ $json.limit }}' },
		onError: 'continueRegularOutput',
	});
	expect(json).toEqual([
		{ ...input[0], error: expect.stringContaining('"Max Chats" must be a whole number') as string },
	]);
	expect(hints).toEqual([]);
});

test('bad input of one item does not stop the others', async () => {
	const input = [{ chat_id: world.sandbox.store.addChat({}).chat_id }, { chat_id: ' ' }];
	const { outputs } = await world.run('chat.end', { input, onError: 'continueErrorOutput' });
	expect(outputs.map((items) => items.length)).toEqual([1, 1]);
	expect(outputs[1]?.[0]?.json.error).toBe('"Chat" is empty. Select one under "Chat", or enter its ID.');
});
