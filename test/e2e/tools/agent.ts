import { nodeNameToToolName, type INode, type INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../../../tools/n8n/index.ts';
import { OPEN_AI, OPEN_AI_CREDENTIAL, scriptedModel, type Move, type Turn } from '../services/openAi.ts';
import type { Services } from '../services/services.ts';
import { fromModel, locator, pickedByModel } from '../../operations/values.ts';
import type { Stage } from '../support/stage.ts';
import { chain, node, start } from '../../../tools/n8n/workflows.ts';

export interface World {
	stage: Stage;
	services: () => Services;
}

const AGENT = 'AI Agent';

/** An operation as a tool; n8n's editor names the node by the operation's action. */
export function tool(name: string, parameters: INodeParameters, onError?: INode['onError']): INode {
	return node(name, 'n8n-nodes-retell-chat.retellChatTool', parameters, { onError });
}

export const SEND = 'Send a message, get a reply in Retell Chat';
export const END = 'End a chat in Retell Chat';

/** A call of the tool with this name. */
export function call(name: string, args: object): Move {
	return { tool: nodeNameToToolName(name), args };
}

/** Ends a chat, which the model fills in. */
export function endTool(): INode {
	return tool(END, { resource: 'chat', operation: 'end', chatId: pickedByModel('Chat') });
}

/** Sends a message to a chat, both of which the model fills in. */
export function sendTool(onError?: INode['onError']): INode {
	const chatId = pickedByModel('Chat');
	const message = fromModel('Message');
	return tool(SEND, { resource: 'chat', operation: 'sendMessage', conversation: 'chat', chatId, message }, onError);
}

/** Gives a node of the workflow these tools. */
export function giveTools(file: WorkflowFile, to: string, tools: INode[]): void {
	file.nodes.push(...tools);
	for (const { name } of tools) file.connections[name] = { ai_tool: [[{ node: to, type: 'ai_tool', index: 0 }]] };
}

/** Runs an AI agent of this version that has these tools and this model; returns what it says, and each of the model's turns. */
export async function runAgent(
	{ stage, services }: World,
	tools: INode[],
	script: (turn: Turn) => Move,
	typeVersion = 3,
): Promise<{ said: unknown; turns: Turn[] }> {
	const turns: Turn[] = [];
	services().set(
		OPEN_AI,
		scriptedModel((turn) => {
			turns.push(turn);
			return script(turn);
		}),
	);
	const openAiApi = await stage.client.saveCredential({ name: 'Model', type: 'openAiApi', data: OPEN_AI_CREDENTIAL });
	const model = node(
		'Model',
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		// AI Agent 2 does not work with OpenAI's newer API.
		{ model: locator('gpt-5-mini'), responsesApiEnabled: typeVersion >= 3, options: { maxRetries: 0 } },
		{ typeVersion: 1.3, credentials: { openAiApi } },
	);
	const agent = node(
		AGENT,
		'@n8n/n8n-nodes-langchain.agent',
		{ promptType: 'define', text: 'Talk to the agent', options: {} },
		{ typeVersion },
	);
	const file: WorkflowFile = chain(`Agent with ${tools.map(({ name }) => name).join()}`.slice(0, 100), start(), agent);
	file.nodes.push(model);
	file.connections[model.name] = { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] };
	giveTools(file, AGENT, tools);

	const { errors, output } = await stage.execute(file);
	expect([...errors]).toEqual([]);
	return { said: output.get(AGENT)?.[0]?.['output'], turns };
}
