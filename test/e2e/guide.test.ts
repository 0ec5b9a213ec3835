// Retell's chat guide from the agent to the inbound text, each step done from n8n and none in a dashboard.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { assignments } from '../operations/values.ts';
import { useStage } from './support/stage.ts';
import { deliveries, listRequests, polling } from './support/trigger.ts';
import { smsTrigger } from './webhooks/workflow.ts';
import { until } from '../../tools/n8n/until.ts';
import { chain, locator, node, pinned, retell, start } from '../../tools/n8n/workflows.ts';

const FLOW = 'conversation_flow_81c573b2e490';
const OURS = DEMO_NUMBERS.reminders;
const ADA = '+14155550123';
const BO = '+14155550199';
const HALF_AN_HOUR = 30 * 60_000;

const stage = useStage(N8N_VERSION);

/** Runs one operation in a workflow of its own. */
async function step(resource: string, operation: string, parameters: INodeParameters): Promise<IDataObject[]> {
	const name = `${resource}: ${operation}`;
	const file = chain(name, start(), retell(name, { resource, operation, ...parameters }));
	const { errors, output } = await stage.execute(pinned(file, [{}]));
	expect([...errors]).toEqual([]);
	return output.get(name) ?? [];
}

async function one(resource: string, operation: string, parameters: INodeParameters): Promise<IDataObject> {
	const items = await step(resource, operation, parameters);
	expect(items).toHaveLength(1);
	return items[0] ?? {};
}

function idIn(item: IDataObject, key: string): string {
	const id = item[key];
	if (typeof id !== 'string') throw new Error(`There is no ${key} in ${JSON.stringify(item)}`);
	return id;
}

const number = (value: string) => locator(value, 'number');

test('every step of the guide can be done from n8n', async () => {
	// The agent.
	const agent = await one('chatAgent', 'create', {
		responseEngine: locator(FLOW),
		agentName: 'Guide',
		additionalFields: { autoCloseMinutes: 60 },
	});
	expect(agent).toMatchObject({ agent_name: 'Guide', is_published: false });
	const agentId = idIn(agent, 'agent_id');
	const update = { agentId: locator(agentId), updateFields: { autoCloseMinutes: 30, autoCloseMessage: 'See you.' } };
	expect(await one('chatAgent', 'update', update)).toMatchObject({ is_published: false, auto_close_minutes: 30 });
	expect(await one('chatAgent', 'publish', { agentId: locator(agentId) })).toMatchObject({ is_published: true });
	const found = await step('chatAgent', 'getAll', { returnAll: true, filters: { query: 'Guide' } });
	expect(found).toMatchObject([{ agent_id: agentId }]);

	// What ends from now on starts this workflow.
	const watch = await stage.save(
		chain('Ended chats of the guide', polling({ agentIds: [agentId] }), node('Take it', 'n8n-nodes-base.noOp', {})),
	);
	await stage.publish(watch);
	const polls = () => listRequests(stage.sandbox).length;
	const before = polls();
	await until('the first poll', () => polls() > before);

	// A session: create, completion, details, list, end.
	const chat = await one('chat', 'create', {
		agentId: locator(agentId),
		additionalFields: { metadata: assignments(['customer', 'Ada']) },
	});
	const chatId = idIn(chat, 'chat_id');
	const said = await one('chat', 'sendMessage', { conversation: 'chat', chatId: locator(chatId), message: 'Hello' });
	expect(said['reply']).toEqual(expect.stringMatching(/\S/));
	expect(await one('chat', 'get', { chatId: locator(chatId) })).toMatchObject({
		chat_status: 'ongoing',
		metadata: { customer: 'Ada' },
		messages: [
			{ role: 'user', content: 'Hello' },
			{ role: 'agent', content: said['reply'] },
		],
	});
	const ongoing = await step('chat', 'getAll', {
		returnAll: true,
		filters: { agentIds: [agentId], statuses: ['ongoing'] },
	});
	expect(ongoing).toMatchObject([{ chat_id: chatId }]);
	expect(await one('chat', 'end', { chatId: locator(chatId) })).toMatchObject({ ended: true, already_ended: false });

	// A text to a person.
	const weighted = { agents: [{ agentId, weight: 1 }] };
	await one('phoneNumber', 'updateSms', {
		phoneNumber: number(OURS),
		updateFields: { outboundSmsAgents: weighted, inboundSmsAgents: weighted, nickname: 'Guide' },
	});
	expect(await one('phoneNumber', 'get', { phoneNumber: number(OURS) })).toMatchObject({ nickname: 'Guide' });
	const sms = await one('chat', 'createSms', { fromNumber: number(OURS), toNumber: ADA });
	const smsId = idIn(sms, 'chat_id');
	expect(sms).toMatchObject({ agent_id: agentId, metadata: { from_number: OURS, to_number: ADA } });
	await one('chat', 'end', { chatId: locator(smsId) });

	// A text of a person: the workflow says who it is.
	const inbound = await stage.save(
		chain(
			'Greet',
			smsTrigger(OURS, { responseMode: 'responseNode' }),
			retell('Answer', {
				resource: 'inboundSms',
				operation: 'answer',
				additionalFields: { dynamicVariables: assignments(['customer_name', 'Bo']) },
			}),
		),
	);
	await stage.publish(inbound);
	const outcome = await stage.sandbox.receiveSms({ from: BO, to: OURS, text: 'Hi' });
	expect(outcome).toMatchObject({
		outcome: 'answered',
		chat: { agent_id: agentId, retell_llm_dynamic_variables: { customer_name: 'Bo' } },
	});
	const texted = outcome.outcome === 'answered' ? outcome.chat.chat_id : '';

	// The trigger hands over what was ended, with the numbers of the text.
	const handedOver = async () => (await deliveries(stage, watch)).flatMap(({ received }) => received);
	await until('both chats', async () => (await handedOver()).length >= 2);
	expect(await handedOver()).toMatchObject([
		{ chat_id: chatId },
		{ chat_id: smsId, metadata: { from_number: OURS, to_number: ADA } },
	]);

	// Nobody writes any more: the agent's auto-close ends the chat.
	stage.sandbox.clock.advance(HALF_AN_HOUR + 1_000);
	expect(await one('chat', 'get', { chatId: locator(texted) })).toMatchObject({ chat_status: 'ended' });
});
