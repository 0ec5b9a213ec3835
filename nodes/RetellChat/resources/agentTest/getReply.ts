import { readTestedVersion, testedVersionField } from '../../../parameters/agentTests';
import { dynamicVariablesField, readDynamicVariables } from '../../../parameters/chatSettings';
import { collectionField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import {
	componentIdField,
	currentNodeIdField,
	currentStateField,
	messagesField,
	readMessages,
	readPlace,
	toolMocksField,
} from '../../../parameters/testReply';
import { getTestReply } from '../../../retell/api/agentTests';
import { replyOf, showsEnd, toolCallsOf } from '../../../retell/output/reply';
import type { Operation } from '../../run/operation';

export const getReply: Operation = {
	name: 'Get a Test Reply',
	action: 'Get a test reply from an agent',
	description: "Ask an agent for a reply, without a chat. Retell doesn't store the conversation.",
	fields: [
		{
			displayName:
				"Retell <b>doesn't store</b> this conversation: for the next reply, send all messages again. The agent uses its tools for real, unless you add Tool Mocks under Options. Retell may bill each reply.",
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{ ...agentIdField, description: 'The chat agent to ask' },
		messagesField,
		dynamicVariablesField,
		{
			displayName: `<b>${dynamicVariablesField.displayName}</b>: ${dynamicVariablesField.description}`,
			name: 'dynamicVariablesNotice',
			type: 'notice',
			default: '',
		},
		collectionField('options', [
			componentIdField,
			currentNodeIdField,
			currentStateField,
			toolMocksField,
			testedVersionField,
		]),
	],
	mostParallel: 16,
	async execute(item) {
		const agentId = readAgentId(item);
		const messages = readMessages(item);
		const dynamic_variables = readDynamicVariables(item.get(dynamicVariablesField.name));
		const place = readPlace(item);
		const version = readTestedVersion(item);
		const answer = await item.send(getTestReply(agentId, { messages, dynamic_variables, ...place }, version));
		const reply = replyOf(answer.messages);
		return {
			agent_id: agentId,
			reply,
			// n8n's chat shows what stands here; a model reads each word for money.
			...(!item.run.caller.isTool && { output: reply }),
			tool_calls: toolCallsOf(answer.messages),
			call_ended: answer.call_ended === true || showsEnd(answer.messages),
			current_state: answer.current_state ?? place.current_state ?? null,
			current_node_id: answer.current_node_id ?? place.current_node_id ?? null,
			dynamic_variables: answer.dynamic_variables ?? dynamic_variables ?? {},
			knowledge_base_retrieved_contents: answer.knowledge_base_retrieved_contents ?? [],
			messages: [...messages, ...answer.messages],
		};
	},
};
