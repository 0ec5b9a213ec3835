import type { INode } from 'n8n-workflow';
import type { SavedWorkflow, WorkflowFile } from '../../../tools/n8n/index.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator, node, readWorkflow } from '../../../tools/n8n/workflows.ts';
import { useEditor } from '../editor/useEditor.ts';
import { chatsOfPerson } from '../support/people.ts';
import { writeTo } from './answer-n8n-chat.ts';
import { SLACK, SLACK_TOKEN, slack } from './alert-unhappy-chats.ts';
import { arriveAt, CREDENTIALS, EXAMPLE as WHATSAPP, meta, PERSON, says, SENDER, sentBy } from './answer-whatsapp.ts';
import { executionsOf, publish, setUp, webhookAt, type SetUp, type World } from './world.ts';

const EXAMPLE = 'hand-over-to-a-person';
const CHAT = 'When a visitor writes';
const TIME = 'Every 15 minutes';
const TELL = 'Tell the team in Slack';

const COMES = 'I am getting a colleague for you.';
const WAITS = 'A colleague has your message.';

/** Data tables of its own for a test. */
function tablesOf(test: string) {
	return { chats_table: `Hand-overs ${test}`, messages_table: `Messages ${test}` };
}

const WITH_SLACK: SetUp = {
	credentials: { slackApi: { accessToken: SLACK_TOKEN } },
	parameters: { [TELL]: { channelId: locator('C0123') } },
	nodes: { [TELL]: { disabled: false } },
};

const [REPLY, ANSWER, LOOP] = ['Send the reply', 'Send the answer', 'Loop Over Items'];

function sending(name: string, recipientPhoneNumber: string, textBody: string): INode {
	const message = { resource: 'message', operation: 'send', messageType: 'text', phoneNumberId: SENDER };
	const parameters = { ...message, recipientPhoneNumber, textBody, additionalFields: {} };
	return node(name, 'n8n-nodes-base.whatsApp', parameters, { typeVersion: 1.1 });
}

/** What a person makes of the example for WhatsApp, as its page says. */
function onWhatsApp(): WorkflowFile {
	const own = readWorkflow(`examples/${EXAMPLE}.json`);
	const other = readWorkflow(`examples/${WHATSAPP}.json`);
	const first = other.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote').slice(0, 4);
	const [, , , last] = first.map(({ name }) => name);
	const to = (name: string) => ({ node: name, type: 'main' as const, index: 0 });
	const nodes = own.nodes.filter(({ name }) => name !== CHAT);
	for (const { name, parameters } of nodes) {
		const [list, columns] = [parameters['assignments'], parameters['columns']] as unknown as [
			{ assignments: object[] },
			{ value: object },
		];
		if (name === 'Set your values') {
			list.assignments.push(
				{ id: '1', name: 'sessionId', value: "={{ $json.from ?? '' }}", type: 'string' },
				{ id: '2', name: 'chatInput', value: "={{ $json.text?.body ?? '' }}", type: 'string' },
			);
		}
		if (name === 'Save the answer') Object.assign(columns.value, { shown: true });
	}
	const connections = {
		...own.connections,
		...Object.fromEntries(first.map(({ name }) => [name, other.connections[name] ?? {}])),
		[String(last)]: { main: [[to(LOOP)]] },
		[LOOP]: { main: [[], [to('Set your values')]] },
		[REPLY]: { main: [[to(LOOP)]] },
		'Save the answer': { main: [[to(ANSWER)]] },
		[ANSWER]: { main: [[to('Save who has the chat')]] },
	};
	for (const name of ['Pass the reply on', 'Offer a person', 'Answer the visitor'])
		Object.assign(connections, { [name]: { main: [[to(REPLY)]] } });
	delete connections[CHAT];
	return {
		...own,
		name: `${own.name} on WhatsApp`,
		connections,
		nodes: [
			...nodes,
			...first,
			node(LOOP, 'n8n-nodes-base.splitInBatches', { batchSize: 1, options: {} }, { typeVersion: 3 }),
			{
				...sending(REPLY, "={{ $('Set your values').first().json.sessionId }}", '={{ $json.output }}'),
				onError: 'continueRegularOutput',
			},
			sending(ANSWER, '={{ $json.session_key }}', '={{ $json.text }}'),
		],
	};
}

export default function handOverToAPerson(world: World): void {
	const { stage, services } = world;

	const write = (sessionId: string, chatInput: string) =>
		writeTo(webhookAt(world, EXAMPLE, CHAT), sessionId, chatInput);
	const chatsOf = (key: string) => chatsOfPerson(stage, key);
	const posted = () => services().requests.filter(({ host }) => host === SLACK);
	async function stateOf(key: string, { chats_table }: ReturnType<typeof tablesOf>) {
		return (await stage.client.rowsOf(chats_table)).filter(({ session_key }) => session_key === key);
	}
	async function published(values: SetUp['values']): Promise<SavedWorkflow> {
		services().set(SLACK, slack);
		return publish(world, EXAMPLE, { ...WITH_SLACK, values });
	}

	const colleague = useEditor(stage);
	/** Opens the form as a colleague who is signed in to n8n. */
	async function openForm(query = ''): Promise<void> {
		const { page } = colleague;
		await page.goto(`/form/waiting-visitors${query}`);
		const show = page.getByRole('button', { name: "Show who's waiting" });
		// n8n asks a colleague once for each form.
		const allow = page.getByRole('button', { name: 'Allow access' });
		await show.or(allow).waitFor();
		if (await allow.isVisible()) await allow.click();
		await show.click();
	}
	async function send(): Promise<void> {
		const { page } = colleague;
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Saved').waitFor();
	}

	test('hands over at a tool call or a word, passes messages both ways, and gives the chat back with a note', async () => {
		const { page } = colleague;
		const tables = tablesOf('both ways');
		await published(tables);
		expect(await write('visitor-1', 'Hello')).toBe('I can help with that. What is your order number?');
		const handedOver = await write('visitor-1', 'I want a <b>refund</b> of $& now');
		expect(handedOver).toMatch(/^Only a person can refund you\.\n\nI am getting a colleague/);
		expect(await stateOf('visitor-1', tables)).toMatchObject([
			{ status: 'handed over', asked_by: 'agent', reason: 'Wants a refund', chat_id: chatsOf('visitor-1')[0]?.chat_id },
		]);
		const told = JSON.stringify(posted()[0]?.body['blocks']);
		expect(told).toContain('Wants a refund');
		expect(told).toContain('User: Hello');
		const link = /"url":"([^"]+)"/.exec(told)?.[1] ?? '';
		expect(link).toBe(`${stage.n8n.url}/form/waiting-visitors?session=visitor-1`);

		const known = chatsOf('visitor-1')[0]?.messages.length;
		expect(await write('visitor-1', 'Are you there?')).toContain(WAITS);
		expect(chatsOf('visitor-1')[0]?.messages).toHaveLength(known ?? 0);
		expect(JSON.stringify(posted()[1]?.body['blocks'])).toContain('Are you there?');
		// A word that has one of the words in it is none.
		expect(await write('visitor-2', 'I like humanity')).toContain('What is your order number?');
		expect(await write('visitor-2', 'A HUMAN, please!')).toContain(COMES);
		expect(await stateOf('visitor-2', tables)).toMatchObject([{ asked_by: 'visitor', reason: 'A HUMAN, please!' }]);
		expect(await write('visitor-3', 'human')).toContain(COMES);
		expect(chatsOf('visitor-3')).toEqual([]);

		await openForm('?session=visitor-1');
		const shown = page.getByRole('heading', { name: /Chat 1, since/ });
		await shown.waitFor();
		expect(await page.getByRole('heading', { name: /Chat \d/ }).count()).toBe(1);
		const text = await page.locator('body').innerText();
		for (const part of ['Wants a refund', 'I want a <b>refund</b> of $& now', 'User: Are you there?'])
			expect(text).toContain(part);
		await page.getByLabel('Your answer').fill('It is on its way.\nAnything else?');
		await send();
		await page.getByText('The visitor sees your answer with their next message.').waitFor();
		expect(await write('visitor-1', 'And now?')).toMatch(
			/^Test: It is on its way\.\nAnything else\?\n\nA colleague has your message/,
		);
		expect(await write('visitor-1', 'Thank you')).not.toContain('on its way');
		expect(await stateOf('visitor-1', tables)).toMatchObject([{ status: 'handed over', colleague: 'Test' }]);

		await openForm();
		await page.getByRole('heading', { name: /Chat 3/ }).waitFor();
		await page.getByLabel('Chat', { exact: true }).selectOption('Chat 1');
		await page.getByText('Give it back to the agent').click();
		await page.getByLabel('Note for the agent').fill('Refunded, $10');
		await send();
		await page.getByText('The chat is back with the agent.').waitFor();
		const [chat] = chatsOf('visitor-1');
		expect(chat?.override_dynamic_variables?.['hand_over_note']).toMatch(
			/^Refunded, \$10\nUser: Are you there\?\nTest: It is on its way\.\nAnything else\?\nUser: And now\?/,
		);
		expect(await write('visitor-1', 'Hello again')).toContain('I know what my colleague noted: Refunded, $10');
		// A new chat gets the note, too.
		stage.sandbox.store.endChat(chat?.chat_id ?? '');
		expect(await write('visitor-1', 'One more thing')).toContain('I know what my colleague noted: Refunded, $10');
		expect(chatsOf('visitor-1')).toHaveLength(2);
	});

	test('gives back what no colleague touched, and says in the form that nobody waits', async () => {
		const { page } = colleague;
		const tables = tablesOf('forgotten');
		const workflow = await published(tables);
		await write('visitor-4', 'Hello');
		await write('visitor-4', 'human');
		await write('visitor-5', 'human');
		expect((await stage.client.execute(workflow, TIME)).status).toBe('success');
		expect(await stateOf('visitor-4', tables)).toMatchObject([{ status: 'handed over' }]);

		const soon = { ...WITH_SLACK, values: { ...tables, give_back_after_hours: 0 } };
		const { status, errors } = await stage.client.execute(await setUp(world, EXAMPLE, soon), TIME);
		expect([status, ...errors]).toEqual(['success']);
		for (const key of ['visitor-4', 'visitor-5'])
			expect(await stateOf(key, tables)).toMatchObject([{ status: 'with the agent' }]);
		expect(await write('visitor-4', 'Anybody?')).toContain('my colleague noted: No colleague could answer');
		expect(await write('visitor-5', 'Anybody?')).toContain('my colleague noted: No colleague could answer');
		await openForm();
		await page.getByText('Nobody is waiting').first().waitFor();
	});

	test('answers the visitor when neither Retell nor Slack can be asked', async () => {
		const { page } = colleague;
		await published(tablesOf('without Retell'));
		services().set(SLACK, () => ({ status: 500, body: {} }));
		stage.sandbox.keys.clear();
		expect(await write('visitor-6', 'Hello')).toContain('write one of these to reach a person: human');
		expect(await write('visitor-6', 'human')).toContain(COMES);
		expect(await write('visitor-6', 'Hello?')).toContain(WAITS);
		await openForm();
		await page.getByText('There is no transcript.').waitFor();
		await page.getByText('User: Hello?').waitFor();
		await page.getByText('Give it back to the agent').click();
		await send();
		await page.getByText('Retell did not take the note').waitFor();
	});

	test("sends a colleague's answer at once on WhatsApp", async () => {
		meta(world);
		const setting = { values: tablesOf('on WhatsApp'), credentials: CREDENTIALS };
		const workflow = await publish(world, onWhatsApp(), setting);
		const another = '4915187654321';
		// Of two people at the same moment.
		await arriveAt(world, [says('wamid.11', 'A human, please'), says('wamid.12', 'Hello', another)]);
		const [run] = await executionsOf(world, workflow, 1);
		expect([...(run?.errors ?? [])]).toEqual([]);
		const sent = () => sentBy(world).map(({ body }) => [body['to'], (body['text'] as { body: string }).body]);
		expect(sent()).toEqual([
			[PERSON, expect.stringContaining(COMES)],
			[another, 'I can help with that. What is your order number?'],
		]);
		await openForm(`?session=${PERSON}`);
		await colleague.page.getByLabel('Your answer').fill('I am here now.');
		await send();
		expect(sent().at(-1)).toEqual([PERSON, 'I am here now.']);
		await arriveAt(world, [says('wamid.13', 'Great')]);
		await until('the answer', () => sent().length === 4);
		expect(sent().at(-1)).toEqual([PERSON, expect.stringMatching(/^A colleague has your message/)]);
	});
}
