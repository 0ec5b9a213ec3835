import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodeNameToToolName, type INode, type INodeParameters } from 'n8n-workflow';
import { fromModel, pickedByModel, runAgent, tool, type World } from './agent.ts';

interface Offer {
	parameters: INodeParameters & { resource: string; operation: string };
	/** What the model reads. */
	description: string;
	/** What it has to fill in. */
	asked: string[];
}

const chat = (operation: string, more: INodeParameters = {}) => ({ resource: 'chat', operation, ...more });
const agent = (operation: string, more: INodeParameters) => ({ resource: 'chatAgent', operation, ...more });
const number = (operation: string, more: INodeParameters) => ({ resource: 'phoneNumber', operation, ...more });
const phoneNumber = { phoneNumber: { __rl: true, mode: 'number', value: fromModel('Phone Number') } };
const chatId = { chatId: pickedByModel('Chat') };
const agentId = { agentId: pickedByModel('Agent') };

/** Every operation that does not answer a trigger, with all that has to be filled in left to the model. */
const OFFERS: Offer[] = [
	{ parameters: chat('create', agentId), description: 'Create a chat with an agent in Retell Chat', asked: ['Agent'] },
	{
		parameters: chat('createSms', {
			fromNumber: { __rl: true, mode: 'number', value: fromModel('From Number') },
			toNumber: fromModel('To Number'),
		}),
		description: 'Create an SMS chat in Retell Chat',
		asked: ['From_Number', 'To_Number'],
	},
	{ parameters: chat('delete', chatId), description: 'Delete a chat for good in Retell Chat', asked: ['Chat'] },
	{
		parameters: chat('deleteMany', { filters: { olderThanHours: fromModel('Older Than (Hours)', 'number') } }),
		description: 'Delete many chats for good in Retell Chat',
		asked: ['Older_Than__Hours_'],
	},
	{ parameters: chat('end', chatId), description: 'End a chat in Retell Chat', asked: ['Chat'] },
	{
		parameters: chat('endMany', { idleMinutes: fromModel('Idle for (Minutes)', 'number') }),
		description: 'End many chats in Retell Chat',
		asked: ['Idle_for__Minutes_'],
	},
	{ parameters: chat('get', chatId), description: 'Get a chat with messages in Retell Chat', asked: ['Chat'] },
	{
		parameters: chat('getAll', { limit: fromModel('Limit', 'number') }),
		description: 'Get many chats in Retell Chat',
		asked: ['Limit'],
	},
	{
		parameters: chat('rerunAnalysis', chatId),
		description: 'Rerun the analysis of a chat in Retell Chat',
		asked: ['Chat'],
	},
	{
		parameters: chat('sendMessage', { ...chatId, message: fromModel('Message') }),
		description: 'Send a message, get a reply in Retell Chat',
		asked: ['Chat', 'Message'],
	},
	{
		parameters: chat('update', { ...chatId, updateFields: { dataStorage: fromModel('Data Storage') } }),
		description: 'Update the data of a chat in Retell Chat',
		asked: ['Chat', 'Data_Storage'],
	},
	{
		parameters: agent('create', {
			responseEngine: pickedByModel('Response Engine'),
			agentName: fromModel('Agent Name'),
		}),
		description: 'Create a chat agent in Retell Chat',
		asked: ['Response_Engine', 'Agent_Name'],
	},
	{
		parameters: agent('createVersion', agentId),
		description: 'Create a draft version of a chat agent in Retell Chat',
		asked: ['Agent'],
	},
	{
		parameters: agent('delete', agentId),
		description: 'Delete a chat agent for good in Retell Chat',
		asked: ['Agent'],
	},
	{
		parameters: agent('deleteVersion', { ...agentId, version: fromModel('Version') }),
		description: 'Delete a version of a chat agent permanently in Retell Chat',
		asked: ['Agent', 'Version'],
	},
	{ parameters: agent('get', agentId), description: 'Get a chat agent in Retell Chat', asked: ['Agent'] },
	{
		parameters: agent('getAll', { filters: { query: fromModel('Search') } }),
		description: 'Get many chat agents in Retell Chat',
		asked: ['Search'],
	},
	{
		parameters: agent('getVersions', agentId),
		description: 'Get the versions of a chat agent in Retell Chat',
		asked: ['Agent'],
	},
	{
		parameters: agent('publish', agentId),
		description: 'Publish the draft of a chat agent in Retell Chat',
		asked: ['Agent'],
	},
	{
		parameters: agent('update', { ...agentId, updateFields: { agentName: fromModel('Agent Name') } }),
		description: 'Update the draft of a chat agent in Retell Chat',
		asked: ['Agent', 'Agent_Name'],
	},
	{ parameters: number('get', phoneNumber), description: 'Get a phone number in Retell Chat', asked: ['Phone_Number'] },
	{
		parameters: number('getAll', { limit: fromModel('Limit', 'number') }),
		description: 'Get many phone numbers in Retell Chat',
		asked: ['Limit'],
	},
	{
		parameters: number('updateSms', { ...phoneNumber, updateFields: { nickname: fromModel('Nickname') } }),
		description: 'Update the SMS settings of a phone number in Retell Chat',
		asked: ['Phone_Number', 'Nickname'],
	},
];

export function offerTests(world: World): void {
	test('each operation is offered here', () => {
		const operations = readdirSync(join('test', 'nodes', 'workflows')).map((file) => basename(file, '.json'));
		expect(OFFERS.map(({ parameters: { resource, operation } }) => `${resource}.${operation}`)).toEqual(
			operations.sort(),
		);
	});

	test('a model is offered each operation by what it does, with just what it has to fill in', async () => {
		const nodes = OFFERS.map(({ parameters, description }): INode => tool(description, parameters));
		const { said, result, turns } = await runAgent(world, nodes, () => ({ say: 'I have seen them.' }));
		expect([...result.errors]).toEqual([]);
		expect(said).toBe('I have seen them.');
		// In the order in which they stand here.
		const offered = turns.flatMap(({ offered: tools }) => tools).reverse();
		expect(
			offered.map(({ name, description, parameters: { properties, required } }) => ({
				name,
				description,
				asked: Object.keys(properties),
				required,
			})),
		).toEqual(
			OFFERS.map(({ description, asked }) => ({
				name: nodeNameToToolName(description),
				description,
				asked,
				required: asked,
			})),
		);
		// The longest name that OpenAI takes.
		for (const { name } of offered) expect(name.length).toBeLessThanOrEqual(64);
	});
}
