import { locatorField } from './locators';

export const responseEngineField = locatorField(
	{
		displayName: 'Response Engine',
		name: 'responseEngine',
		description:
			'What the agent answers with: a Retell LLM (its prompts and tools) or a conversation flow. You make them in your Retell dashboard. To take that of another agent, give its response_engine by an expression.',
	},
	{ placeholder: 'Select a response engine...', search: 'searchEngines' },
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. llm_7c1d2e3f4a5b or conversation_flow_7c1d2e3f4a5b' },
);
