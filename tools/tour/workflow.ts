import type { INode, INodeConnections, INodeParameters } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/index.ts';

export const TRIGGER = 'Start the tour';
export const CREATE = 'Create a chat';

export interface Ids {
	credential: { id: string; name: string };
	agentId: string;
}

/** A node with the credential, if it is one of the package's, and with the agent where nothing is picked. */
export function fillIn(node: INode, { credential, agentId }: Ids): INode {
	if (!node.type.startsWith('n8n-nodes-retell-chat.')) return node;
	const { agentId: picked } = node.parameters;
	const isOpen = typeof picked === 'object' && picked !== null && 'value' in picked && picked.value === '';
	const agent = isOpen ? { agentId: byId(agentId) } : {};
	return { ...node, credentials: { retellChatApi: credential }, parameters: { ...node.parameters, ...agent } };
}

const ABOUT = `## A chat with a Retell agent, from beginning to end

1. **${CREATE}** opens it with the agent chosen there.
2. **Ask about an order** sends a message. The agent looks the order up with one of its tools: see \`tool_calls\` beside its \`reply\`.
3. **Ask a second question** goes on in the same chat: the agent remembers what was said.
4. **Get the chat** reads it back with all its messages, **List the agent's chats** finds it among the others.
5. **End the chat** closes it. Retell analyses it some seconds later.

Press *Execute workflow*, then open each node to see what came back.`;

const CHAT = { chatId: byId(`={{ $('${CREATE}').item.json.chat_id }}`) };
const SEND = { operation: 'sendMessage', conversation: 'chat', ...CHAT };

/** What the Retell nodes do, from left to right. */
const STEPS: Record<string, INodeParameters> = {
	[CREATE]: { operation: 'create', agentId: byId('') },
	'Ask about an order': { ...SEND, message: 'Hello! Where is my order 1042?' },
	'Ask a second question': { ...SEND, message: 'Thank you! And what about order 9999?' },
	'Get the chat': { operation: 'get', ...CHAT },
	"List the agent's chats": {
		operation: 'getAll',
		returnAll: false,
		limit: 5,
		filters: { agentIds: `={{ [$('${CREATE}').item.json.agent_id] }}` },
	},
	'End the chat': { operation: 'end', chatId: byId(`={{ $('${CREATE}').first().json.chat_id }}`) },
};

/** The tour's workflow, with this credential and this agent in it. */
export function tourWorkflow(ids: Ids): WorkflowFile {
	const node = (name: string, type: string, position: INode['position'], parameters: INodeParameters): INode => {
		return { id: name, name, type, typeVersion: 1, position, parameters };
	};
	const steps = Object.entries(STEPS).map(([name, parameters], index): INode => {
		const position: INode['position'] = [240 * (index + 1), 300];
		const step = node(name, 'n8n-nodes-retell-chat.retellChat', position, { resource: 'chat', ...parameters });
		// The list has several items; the chat is ended once.
		return { ...fillIn(step, ids), executeOnce: name === 'End the chat' };
	});
	const trigger = node(TRIGGER, 'n8n-nodes-base.manualTrigger', [0, 300], {});
	const frame = { width: 1700, height: 540, color: 7, content: ABOUT };
	const about = node('About this tour', 'n8n-nodes-base.stickyNote', [-40, -40], frame);
	const connections = Object.fromEntries(
		steps.map(({ name }, index): [string, INodeConnections] => [
			(steps[index - 1] ?? trigger).name,
			{ main: [[{ node: name, type: 'main', index: 0 }]] },
		]),
	);
	return {
		name: 'Retell Chat tour',
		nodes: [about, trigger, ...steps],
		connections,
		settings: { executionOrder: 'v1' },
	};
}

function byId(value: string) {
	return { __rl: true, mode: 'id', value };
}
