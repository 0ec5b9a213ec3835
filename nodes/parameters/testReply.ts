import { jsonParse, type INodeProperties } from 'n8n-workflow';

import {
	argumentsNotAnObject,
	componentWithoutNode,
	messageWithoutText,
	noMessages,
	notMessages,
	roleOfOthers,
} from '../messages/agentTests';
import { onlyOneOf } from '../messages/entered';
import { shown } from '../messages/quotes';
import type { TestReplyRequest } from '../retell/api/agentTests';
import { isPlain, isText, textOf } from '../retell/values';
import { sendable } from './check/objects';
import { choiceInput, filledInput, isBlank, isScalar, rowsInput, textInput } from './check/values';
import { readCollection } from './common';
import { isLeftover, isSaid } from './leftovers';
import type { Parameters, WithTemplate } from './parameters';

// A conversation that Retell doesn't store: what was said so far, and where it stands.

type SentMessage = TestReplyRequest['messages'][number];
type ToolMock = NonNullable<TestReplyRequest['tool_mocks']>[number];

/** What other services call Retell's agent. */
const ROLES_OF_OTHERS = ['ai', 'assistant', 'bot', 'human', 'system'];
/** Retell knows more of them. */
const ROLES_THAT_SPEAK = ['agent', 'user'];
const TOOL_MOCKS = 'Tool Mocks';
const MATCHES = ['any', 'partial'] as const;

export const messagesField: INodeProperties = {
	displayName: 'Messages',
	name: 'messages',
	type: 'string',
	default: '',
	required: true,
	typeOptions: { rows: 3 },
	placeholder: 'e.g. Where is my order?',
	description:
		"What the person says, or the whole conversation so far: an expression that returns a list of messages, each with <code>role</code> (user or agent) and <code>content</code>, as in the output's <code>messages</code>",
	hint: "To continue a conversation, use {{ [...$json.messages, { role: 'user', content: 'And tomorrow?' }] }}",
};

export const currentStateField = placeField(
	'Current State',
	'currentState',
	"The state that the conversation is in, for an agent with a Retell LLM. Map the output's <code>current_state</code> to continue.",
);

export const currentNodeIdField = placeField(
	'Current Node ID',
	'currentNodeId',
	"The node that the conversation is at, for an agent with a conversation flow. Map the output's <code>current_node_id</code> to continue.",
);

export const componentIdField = placeField(
	'Component ID',
	'componentId',
	'The ID of the component that the current node is in. Required if it is in one.',
);

export const toolMocksField: INodeProperties = {
	displayName: TOOL_MOCKS,
	name: 'toolMocks',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Tool Mock',
	default: {},
	description:
		'Outputs that the agent gets instead of using its tools. If a tool call matches no mock, the tool is used for real.',
	options: [
		{
			displayName: 'Mocks',
			name: 'mocks',
			values: [
				{
					displayName: 'Tool Name',
					name: 'toolName',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. lookup_order',
					description: 'The name by which the agent uses the tool',
				},
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					options: [
						{ name: 'Any Arguments', value: 'any' },
						{ name: 'These Arguments', value: 'partial' },
					],
					default: 'any',
					description: 'Which calls of the tool the mock applies to',
				},
				{
					displayName: 'Arguments',
					name: 'arguments',
					type: 'json',
					displayOptions: { show: { match: ['partial'] } },
					default: '{}',
					description: 'Values that the call must have. The rest of its arguments can be anything.',
				},
				{
					displayName: 'Output',
					name: 'output',
					type: 'string',
					default: '',
					typeOptions: { rows: 2 },
					placeholder: 'e.g. {"state": "shipped"}',
					description: 'What the tool returns to the agent, in the form of the real tool: JSON in most cases',
				},
			],
		},
	],
};

/**
 * The conversation so far: text is one message of the person. Messages are sent as they are, since Retell knows more
 * roles than this package.
 *
 * @throws Explained for nothing, for what broken expressions leave, and for what is neither text nor a list of messages
 */
export function readMessages({ get, getTemplate }: WithTemplate): SentMessage[] {
	const { name, displayName: label } = messagesField;
	const value = get(name);
	if (isBlank(value)) throw noMessages(label);
	const list = listIn(value);
	if (list === undefined && isScalar(value)) {
		const content = textOf(value);
		if (isLeftover(content) && !isSaid(content, getTemplate(name))) throw notMessages(label, content.trim());
		return [{ role: 'user', content }];
	}
	if (!list?.every(isMessage)) throw notMessages(label, textOf(value));
	sendable(list, label);
	const foreign = list.find(({ role }) => ROLES_OF_OTHERS.includes(role));
	if (foreign) throw roleOfOthers(label, foreign.role);
	const silent = list.find((each) => ROLES_THAT_SPEAK.includes(each.role) && !hasContent(each));
	if (silent) throw messageWithoutText(label, silent.role);
	return list;
}

/**
 * Where the conversation stands, and what its tools return.
 *
 * @throws Explained for values that are none, for both a state and a node, and for a component without a node
 */
export function readPlace(parameters: Pick<Parameters, 'get'>): Omit<TestReplyRequest, 'messages'> {
	const values = readCollection(parameters, 'options');
	const filled = ({ name, displayName }: INodeProperties) => textInput(values[name], displayName).trim() || undefined;
	const current_state = filled(currentStateField);
	const current_node_id = filled(currentNodeIdField);
	if (current_state !== undefined && current_node_id !== undefined)
		throw onlyOneOf(currentStateField.displayName, currentNodeIdField.displayName);
	const component_id = filled(componentIdField);
	if (component_id !== undefined && current_node_id === undefined)
		throw componentWithoutNode(componentIdField.displayName, currentNodeIdField.displayName);
	return {
		current_state,
		current_node_id,
		component_id,
		tool_mocks: toolMocksInput(values[toolMocksField.name]),
	};
}

function toolMocksInput(value: unknown): ToolMock[] | undefined {
	const example = { toolName: 'lookup_order', match: 'any', output: '{"state": "shipped"}' };
	const mocks = rowsInput(value, TOOL_MOCKS, 'mocks', example).map((row): ToolMock => {
		const tool_name = filledInput(row.toolName, `${TOOL_MOCKS}: Tool Name`);
		const match = isBlank(row.match) ? 'any' : choiceInput(row.match, `${TOOL_MOCKS}: Match`, MATCHES);
		const args = `${TOOL_MOCKS}: Arguments of ${shown(tool_name)}`;
		const output = `${TOOL_MOCKS}: Output of ${shown(tool_name)}`;
		return {
			tool_name,
			input_match_rule:
				match === 'any' ? { type: 'any' } : { type: 'partial_match', args: argumentsInput(row.arguments, args) },
			output: isBlank(row.output) ? '' : outputInput(row.output, output),
		};
	});
	return mocks.length > 0 ? mocks : undefined;
}

function argumentsInput(value: unknown, label: string): Record<string, unknown> {
	const given = typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: value }) : value;
	if (!isPlain(given)) throw argumentsNotAnObject(label);
	sendable(given, label);
	return given;
}

/** Of an object its JSON: what tools return is text. */
function outputInput(value: unknown, label: string): string {
	sendable(value, label);
	return textOf(value);
}

/** A list, or the one whose JSON it is, as models write it. */
function listIn(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string' || !/^\s*\[\s*\{/.test(value)) return undefined;
	const list = jsonParse<unknown>(value, { fallbackValue: null });
	return Array.isArray(list) ? list : undefined;
}

/** Roles aside, what a message must hold only Retell knows. */
function isMessage(value: unknown): value is SentMessage {
	return isPlain(value) && isText(value.role);
}

function hasContent(message: object): boolean {
	return 'content' in message && typeof message.content === 'string';
}

function placeField(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', description };
}
