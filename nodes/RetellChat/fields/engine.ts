import type { INodeProperties } from 'n8n-workflow';

export const responseEngineField: INodeProperties = {
	displayName: 'Response Engine',
	name: 'responseEngine',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'What the agent answers with: a Retell LLM (its prompts and tools) or a conversation flow. You make them in your Retell dashboard. To take that of another agent, give its response_engine by an expression.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a response engine...',
			typeOptions: { searchListMethod: 'searchEngines', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. llm_7c1d2e3f4a5b or conversation_flow_7c1d2e3f4a5b',
		},
	],
};
