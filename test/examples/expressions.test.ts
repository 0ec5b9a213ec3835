// Every expression of the examples, evaluated by n8n with items as the nodes yield them.
import { extractFromAICalls } from 'n8n-workflow';

import { deliveredItem } from '../../nodes/RetellChatTrigger/items.ts';
import { useWorld } from '../nodes/world.ts';
import { DEMO_AGENTS, type ChatSeed } from '../../tools/sandbox/index.ts';
import { EXAMPLES, isExpression, isOurs, waysThrough, workers, type Example } from './examples.ts';
import { simulate, type Samples } from './simulate.ts';

const world = useWorld();
const CHAT = {
	chat_id: 'chat_1',
	preview: true,
	agent_id: DEMO_AGENTS.support,
	started_at: '2026-01-31T08:00:00.000Z',
	failure: null,
};

const AGENT = {
	agent_id: 'agent_1',
	agent_name: 'Shop assistant',
	version: 0,
	is_published: false,
	auto_close_minutes: 30,
};

const TESTED = { agent_id: 'agent_1', version: 1, timed_out: false, messages: [] };

const CONTACT = {
	contact_id: 'contact_1',
	phone_number: '+14155550123',
	first_name: 'Ada',
	tags: ['customer'],
	custom_fields: null,
};

const HANDED_OVER = {
	session_key: 's1',
	status: 'handed over',
	since: '2026-01-31T08:00:00.000Z',
	asked_by: 'visitor',
	reason: 'A human, please <b>now</b>',
	colleague: '',
	note: '',
	chat_id: 'chat_1',
};
const WRITTEN = {
	session_key: 's1',
	written_by: 'Visitor',
	text: 'Is $& there?',
	createdAt: '2026-01-31T08:01:00.000Z',
};

const SAMPLES: Samples = {
	'@n8n/n8n-nodes-langchain.agent': () => [{ output: 'Two chats went badly.' }],
	'@n8n/n8n-nodes-langchain.chatTrigger': () => [
		{ action: 'sendMessage', sessionId: 's1', chatInput: 'Where is my order?' },
	],
	'n8n-nodes-base.formTrigger': () => [
		{ session: '', submittedAt: '2026-01-31T08:00:00.000Z', formMode: 'production' },
	],
	'n8n-nodes-base.hubspot': () => [{ vid: 101, isNew: true }],
	'n8n-nodes-base.httpRequest': () => [{ id: '7' }],
	'n8n-nodes-base.scheduleTrigger': () => [{ timestamp: '2026-01-31T03:00:00.000-05:00' }],
	'n8n-nodes-base.slack': () => [{ ok: true, channel: 'C1' }],
	'n8n-nodes-base.splitOut': ({ messages }) => messages as object[],
	'n8n-nodes-base.whatsApp': () => [{ messaging_product: 'whatsapp', messages: [{ id: 'wamid.2' }] }],
	'n8n-nodes-base.whatsAppTrigger': () => [
		{
			messages: [{ from: '14155550123', id: 'wamid.1', type: 'text', text: { body: 'Where is my order?' } }],
			field: 'messages',
		},
	],
	'n8n-nodes-retell-chat.retellInboundSmsTrigger': () => [
		{
			event: 'chat_inbound',
			from_number: '+14155550123',
			to_number: '+14155550100',
			answer_by: '2026-01-31T08:00:08.000Z',
		},
	],
	'Create the chats table': () => [{ id: 'table2', name: 'Retell hand-overs' }],
	'Create the messages table': () => [{ id: 'table3', name: 'Retell hand-over messages' }],
	'Create the table if missing': () => [{ id: 'table1', name: 'Retell chats' }],
	'Find the chat': () => [{}],
	'Find new answers': () => [{}],
	'Save the chat ID': () => [HANDED_OVER],
	'Hand the chat over': () => [HANDED_OVER],
	'Find waiting chats': () => [HANDED_OVER],
	'Find forgotten chats': () => [HANDED_OVER],
	'Take them back': () => [{ ...HANDED_OVER, status: 'with the agent', note: 'Nobody could answer.' }],
	'Find their messages': () => [WRITTEN],
	'Ask for the answer': () => [
		{ which_chat: 'Chat 1', answer: 'Done.', afterwards: 'Give it back to the agent', note: 'Refunded' },
	],
	'Find the customer': () => [{ phone_number: '+14155550123', name: 'Ada' }],
	'Find the name': () => [{}],
	'Find the questions': () => [
		{ id: 1, question: 'When do you open?', expected: '9' },
		{ id: 2, question: 'Hello', expected: null },
	],
	'Ask the agent': () => [
		{ agent_id: 'agent_1', reply: 'At 9.', tool_calls: [], messages: [] },
		{ id: 2, question: 'Hello', expected: null, reply: 'An earlier one', error: 'Retell says no' },
	],
	'Look up the contact': () => [CONTACT],
	'Get your numbers': () => [{ phone_number: '+14155550100', nickname: 'Desk' }],
	'Update the contact': () => [{ ...CONTACT, created: false }],
	'Create the agent': () => [AGENT],
	'Set closing and analysis': () => [AGENT],
	'Publish the draft': () => [{ ...AGENT, is_published: true, already_published: false }],
	'Run the tests': () => [
		{ ...TESTED, name: 'Finds an order', status: 'pass', result_explanation: 'All metrics are met.' },
		{ ...TESTED, name: 'Refunds', status: 'pending', result_explanation: null, timed_out: true },
	],
	'Start the first chat': () => [{ chat_id: 'chat_1', chat_status: 'ongoing' }],
	'Say hello': () => [
		{ chat_id: 'chat_1', reply: 'Hello!', output: 'Hello!', chat_status: 'unknown', tool_calls: [], new_chat: false },
	],
	'End idle chats': () => [{ ...CHAT, ended: false, already_ended: false, gone: false }],
	'Delete old chats': () => [{ ...CHAT, deleted: false, already_gone: false }],
};

const ENDED = {
	chat_id: 'chat_ended',
	agent_id: DEMO_AGENTS.support,
	start_timestamp: Date.now() - 7_200_000,
	end_timestamp: Date.now() - 3_600_000,
	metadata: { email: 'ada@example.com' },
	messages: [
		{ role: 'agent', content: 'Hello' },
		{ role: 'user', content: 'Where is my order 4711?' },
	],
} satisfies ChatSeed;

/** A chat as the trigger delivers it. */
function delivered(seed: ChatSeed & { chat_id: string }): object {
	const chat = chatOf(seed);
	const settings = { simplify: true, includeTranscript: true };
	return deliveredItem({ chat, analysisTimedOut: false, detailsUnavailable: false, endUnknown: false }, settings).json;
}

/** The sandbox's chat of this ID; a new one if there is none. */
function chatOf(seed: ChatSeed & { chat_id: string }) {
	const { store } = world.sandbox;
	if (!store.getChat(seed.chat_id)) store.addChat(seed);
	const chat = store.getChat(seed.chat_id);
	if (!chat) throw new Error('The sandbox has no such chat');
	return chat;
}

async function samplesWith(chat: object): Promise<Samples> {
	chatOf({ chat_id: 'chat_ongoing', agent_id: DEMO_AGENTS.support });
	const { json } = await world.run('chat.sendMessage', {
		input: [{ chat_id: 'chat_ongoing', text: 'Where is my order 4711?' }],
	});
	return {
		...SAMPLES,
		'n8n-nodes-retell-chat.retellChatTrigger': () => [chat],
		'n8n-nodes-retell-chat.retellChatWebhookTrigger': () => [{ event: 'chat_analyzed', ...chat }],
		'Ask the Retell agent': () => json,
	};
}

describe.each(EXAMPLES.flatMap(waysThrough))('$id, from "$trigger"', (example) => {
	test('has expressions that yield something', async () => {
		const { evaluated } = simulate(example, await samplesWith(delivered(ENDED)));
		expect(evaluated.filter(({ value }) => value === undefined || value === null)).toEqual([]);
		expect(evaluated.filter(({ value }) => isGarbled(value))).toEqual([]);
	});

	test('has expressions that hold where Retell knows nothing yet', async () => {
		const bare = Object.fromEntries(Object.keys(delivered(ENDED)).map((key) => [key, null]));
		const chat = {
			...bare,
			chat_id: 'chat_1',
			chat_status: 'ended',
			agent_id: DEMO_AGENTS.support,
			messages: [],
			tool_calls: [],
		};
		const { evaluated } = simulate(example, await samplesWith(chat));
		expect(evaluated.filter(({ value }) => value === undefined || isGarbled(value))).toEqual([]);
	});
});

const TOOLS = EXAMPLES.flatMap(workers).filter((node) => isOurs(node) && node.type.endsWith('Tool'));
test.each(TOOLS)('the tool "$name" lets an AI agent fill in what n8n can read', ({ parameters }) => {
	const asked = expressionsIn(parameters).flatMap((expression) => extractFromAICalls(expression));
	expect(asked.length).toBeGreaterThan(0);
	for (const { key, description } of asked) {
		expect(key).toMatch(/^[a-z_]{1,64}$/);
		expect(description?.length).toBeGreaterThan(10);
	}
});

/** Follows an example with this chat, and with samples of its own. */
async function simulated(id: string, chat: object = {}, more: Samples = {}): Promise<ReturnType<typeof simulate>> {
	return simulate(exampleOf(id), { ...(await samplesWith(chat)), ...more });
}

describe('what comes out', () => {
	test('Slack gets what was said as plain text, cut to its length', async () => {
		const said = `Ada: <!channel> *no* \`\`\`code\`\`\` & ${'so long '.repeat(600)}\u{1F600} bye`;
		const { parametersOf } = await simulated('alert-unhappy-chats', { ...delivered(ENDED), transcript: said });
		const { text, blocksUi } = parametersOf('Post to Slack');
		expect(text).toBe('A Retell chat went badly');
		const { blocks } = JSON.parse(textOf(blocksUi)) as {
			blocks: Array<{ type: string; elements: Array<{ type: string; elements: Array<{ text: string }> }> }>;
		};
		expect(blocks.map(({ type }) => type)).toEqual(['rich_text']);
		const texts = blocks[0]?.elements.flatMap(({ elements }) => elements.map((each) => each.text)) ?? [];
		expect(texts.every(({ length }) => length > 0 && length < 3000)).toBe(true);
		expect(texts.at(-1)).toBe(`... ${said.slice(-2500)}`);
	});

	test('HubSpot gets the person, and a note that no text can break', async () => {
		const chat = {
			...delivered(ENDED),
			chat_summary: '<b>Bo & Co</b>\nasked',
			metadata: { email: ' Ada@Example.com ' },
		};
		const { output, parametersOf } = await simulated('update-crm-hubspot', chat);
		expect(output.get('Find the email')).toEqual([expect.objectContaining({ email: 'ada@example.com' })]);
		const { properties, associations } = JSON.parse(textOf(parametersOf('Add the note to the contact').jsonBody)) as {
			properties: { hs_note_body: string; hs_timestamp: string };
			associations: object[];
		};
		expect(properties.hs_note_body).toContain('<br>&lt;b&gt;Bo &amp; Co&lt;/b&gt;<br>asked<br>');
		expect(Date.parse(properties.hs_timestamp)).not.toBeNaN();
		// 202: a note's association with a contact.
		const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }];
		expect(associations).toEqual([{ to: { id: 101 }, types }]);
	});

	test('the email is found wherever the chat holds it', async () => {
		const places = ['metadata', 'collected_dynamic_variables', 'custom_analysis_data', 'dynamic_variables'];
		for (const place of places) {
			const chat = { ...delivered(ENDED), metadata: {}, [place]: { email: 'bo@example.com' } };
			const { output } = await simulated('update-crm-hubspot', chat);
			expect({ place, email: output.get('Find the email')?.[0]?.email }).toEqual({ place, email: 'bo@example.com' });
		}
	});

	const WITH_TABLE = ['instant-with-a-net', 'update-crm-data-table'].map(exampleOf).flatMap(waysThrough);
	test.each(WITH_TABLE)('a table gets columns that it has: $id, from "$trigger"', async (example) => {
		const { output, parametersOf } = simulate(example, await samplesWith(delivered(ENDED)));
		const { column } = parametersOf('Create the table if missing').columns as { column: Array<{ name: string }> };
		expect(Object.keys(output.get('Choose what to save')?.[0] ?? {})).toEqual(column.map(({ name }) => name));
		for (const value of Object.values(output.get('Choose what to save')?.[0] ?? {}))
			expect(typeof value).not.toBe('object');
	});

	/** What the agent gets to know of who texts. */
	const greeting = (name: string, known: boolean) => ({
		dynamicVariables: { assignments: [{ name: 'customer_name', value: name }] },
		metadata: { assignments: [{ name: 'known_customer', value: known }] },
	});
	test.each([
		[{ name: 'Ada' }, 'Ada', true],
		[{}, 'there', false],
	])('who texts is greeted by name, or as somebody new: %j', async (row, name, known) => {
		const samples = { 'Find the customer': () => [row] };
		const { parametersOf } = await simulated('greet-texting-customer-table', {}, samples);
		expect(parametersOf('Find the customer').filters).toMatchObject({
			conditions: [{ keyName: 'phone_number', keyValue: '+14155550123' }],
		});
		expect(parametersOf('Greet by name').additionalFields).toMatchObject(greeting(name, known));
	});

	test.each([
		[CONTACT, 'Ada', true],
		[{ from_number: '+14155550123', error: 'The contact "+14155550123" wasn\'t found.' }, 'there', false],
	])('who texts is greeted by the name of their contact, or as somebody new: %j', async (contact, name, known) => {
		const samples = { 'Look up the contact': () => [contact] };
		const { parametersOf } = await simulated('greet-texting-customer', {}, samples);
		expect(parametersOf('Look up the contact').contactId).toMatchObject({ mode: 'number', value: '+14155550123' });
		expect(parametersOf('Greet by name').additionalFields).toMatchObject(greeting(name, known));
	});

	test.each<[object, string]>([
		[{ session_key: '14155550123' }, '+14155550123'],
		[{ session_key: 'whatsapp:+41 79 123 45 67' }, '+41791234567'],
		[{ session_key: '+1 (415) 555-0123' }, '+14155550123'],
		[{ from_number: '+14155550100', to_number: '+14155550123' }, '+14155550123'],
		[{ from_number: '+14155550123', to_number: '+14155550100' }, '+14155550123'],
		[{ session_key: '+14155550100', from_number: '+14155550100' }, ''],
		// Telegram, e-mail, a customer's number.
		[{ session_key: '5123456789' }, ''],
		[{ session_key: 'telegram:512345678912' }, ''],
		[{ session_key: 'ada@example.com' }, ''],
		[{ session_key: 4711 }, ''],
		[{}, ''],
	])("the person's number in %j is found: %s", async (metadata, number) => {
		const { output } = await simulated('update-retell-contacts', { ...delivered(ENDED), metadata });
		expect(output.get('Find the number')).toMatchObject([{ phone_number: number }]);
	});

	test('the clean-up counts what was done, and names what failed', async () => {
		const done = { ...CHAT, preview: false };
		const samples: Samples = {
			'Set your values': () => [{ preview_only: false, end_after_minutes: 60, delete_after_days: 30, most_chats: 4 }],
			'End idle chats': () => [
				{ ...done, ended: true, already_ended: false, gone: false },
				{ ...done, ended: true, already_ended: true, gone: false },
				{ ...done, ended: false, already_ended: false, gone: true },
				{ ...done, chat_id: 'chat_bad', ended: false, already_ended: false, gone: false, failure: 'No way' },
			],
			'Delete old chats': () => [
				{ ...done, deleted: true, already_gone: false },
				{ ...done, deleted: true, already_gone: true },
			],
		};
		const { output } = await simulated('clean-up-chats', {}, samples);
		const counted = output.get('Count what was done')?.[0];
		expect(counted).toMatchObject({
			ended: 1,
			had_ended_before: 1,
			deleted: 1,
			gone_before: 2,
			failed: 1,
			failures: 'chat_bad: No way',
			more_to_do: true,
		});
		expect(counted).toMatchObject({ would_be_ended: 0, would_be_deleted: 0 });
		expect(output.get('Write the report')?.[0]?.report).toMatch(
			/^Ended: 1\. Deleted: 1\. Failed: 1\. There may be more/,
		);

		const preview = await simulated('clean-up-chats');
		expect(preview.output.get('Write the report')?.[0]?.report).toMatch(
			/^Preview, nothing was changed\. Would be ended: 1\. Would be deleted: 1\./,
		);
	});

	test('the clean-up does nothing at first', async () => {
		const { parametersOf } = await simulated('clean-up-chats');
		for (const node of ['End idle chats', 'Delete old chats'])
			expect(parametersOf(node)).toMatchObject({ previewOnly: true, maxChats: 500 });
		expect(parametersOf('Delete old chats').filters).toEqual({ statuses: ['ended', 'error'], olderThanHours: 90 * 24 });
	});

	test('a phone number gets no message when the agent says nothing', async () => {
		const silent = { chat_id: 'chat_1', reply: '', chat_status: 'unknown', tool_calls: [], new_chat: false };
		const samples = { 'Ask the Retell agent': () => [silent] };
		const { parametersOf } = await simulated('answer-whatsapp', {}, samples);
		const { conditions } = parametersOf('Only if there is a reply').conditions as { conditions: object[] };
		const operator = { type: 'string', operation: 'notEmpty', singleValue: true };
		expect(conditions).toEqual([expect.objectContaining({ leftValue: '', operator })]);
	});

	test('a phone number gets no more than WhatsApp takes', async () => {
		const samples = { 'Ask the Retell agent': () => [{ reply: 'x'.repeat(4095) + '\u{1F600}' }] };
		const { parametersOf } = await simulated('answer-whatsapp', {}, samples);
		const { textBody, recipientPhoneNumber } = parametersOf('Send the reply');
		expect(textBody).toHaveLength(4096);
		// Half a character cannot be sent.
		expect(textBody).not.toMatch(/\p{Surrogate}/u);
		expect(recipientPhoneNumber).toBe('14155550123');
	});
});

function exampleOf(id: string): Example {
	const example = EXAMPLES.find((each) => each.id === id);
	if (!example) throw new Error(`There is no example ${id}`);
	return example;
}

function expressionsIn(value: unknown): string[] {
	if (isExpression(value)) return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

function isGarbled(value: unknown): boolean {
	return typeof value === 'string' && /undefined|\[object Object\]|\bNaN\b|Invalid/.test(value);
}

function textOf(value: unknown): string {
	if (typeof value !== 'string') throw new Error('It is not a text');
	return value;
}
