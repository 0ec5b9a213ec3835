// Create SMS Chat: the first text, which Retell sends after its answer.
import { until } from '../../tools/sandbox/holds.ts';
import { DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { assignments, locator } from './fixtures.ts';
import { useQuickTime } from '../host/time.ts';
import { useWorld } from './world.ts';

const world = useWorld();
useQuickTime();
const input = [{ from: DEMO_NUMBERS.reminders, to: '+1 (415) 555-0123', name: 'Ada' }];
const send = (waitForFirstText?: number | string, more: object = {}) =>
	world.run('chat.createSms', {
		input,
		parameters: {
			additionalFields: {
				dynamicVariables: assignments(['customer_name', 'Ada']),
				...(waitForFirstText !== undefined && { waitForFirstText }),
			},
			...more,
		},
	});
const looks = () => world.requestsTo('/get-chat').length;

test('the chat comes with its first text, as soon as there is one', async () => {
	const { json, hints } = await send(20);
	expect(json).toMatchObject([
		{
			chat_type: 'sms_chat',
			messages: [{ role: 'agent', content: expect.stringMatching(/^Hi Ada, a reminder/) as string }],
			metadata: { to_number: '+14155550123' },
		},
	]);
	expect(hints).toEqual([]);
	expect(looks()).toBeLessThan(5);
});

test('raw, it comes as Retell shows it', async () => {
	const { json } = await send(20, { simplify: false });
	expect(json).toMatchObject([{ transcript: expect.stringContaining('Agent: Hi Ada') as string }]);
});

test('without the option, nobody waits', async () => {
	const { json } = await send();
	expect(json[0]).not.toHaveProperty('messages');
	expect(looks()).toBe(0);
});

test('a text that does not come in time is said above the output, and the chat is there', async () => {
	const { json, hints } = await send(0);
	expect(json).toMatchObject([{ chat_type: 'sms_chat', messages: [] }]);
	expect(hints).toEqual([expect.stringContaining('1 chat had no first text message when the waiting time was over')]);
});

test('a look that fails does not fail the chat, whose text was sent', async () => {
	world.refuse('/get-chat', 403, { times: 1 });
	const { json, error } = await send(20);
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ messages: [{ role: 'agent' }] }]);
});

test('a cancelled execution waits no longer', async () => {
	// An agent that says nothing.
	const agent = world.sandbox.store.addAgent({ begin_message: null, reply: () => [] });
	const before = Date.now();
	const { error } = await world.run('chat.createSms', {
		input,
		parameters: { additionalFields: { agentId: locator(agent.agent_id), waitForFirstText: 60 } },
		onStart: ({ cancel }) => void until(() => looks() > 0).then(cancel),
	});
	expect(error).toBeDefined();
	expect(Date.now() - before).toBeLessThan(30_000);
	expect(looks()).toBeLessThan(4);
});

test.each(['61', '-1', 'soon'])('%s seconds are refused before a text is sent', async (seconds) => {
	const { error, sent } = await send(seconds);
	expect(error?.message).toMatch(/^"Wait for the First Text \(Seconds\)" must be a (whole )?number/);
	expect(sent).toEqual([]);
});
