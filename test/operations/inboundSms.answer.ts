import { defineOperation } from './record.ts';
import { assignments, locator, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Answer the text',
	trigger: 'n8n-nodes-retell-chat.retellInboundSmsTrigger',
	parameters: {
		additionalFields: {
			agentId: locator('={{ $json.vip ? $json.agent : "" }}'),
			dynamicVariables: assignments(['customer_name', '={{ $json.name }}']),
			metadata: assignments(['ticket', 7, 'number']),
		},
	},
	prepare: () => ({
		event: 'chat_inbound',
		from_number: '+14155550199',
		to_number: '+14155550142',
		answer_by: new Date(Date.now() - 1_000).toISOString(),
		agent: SUPPORT,
		name: 'Åsa',
		vip: true,
	}),
	// It asks Retell nothing.
	sdk: () => Promise.resolve(),
	// What a person runs by hand has no one to answer, and shows what would have been said.
	check: (items) => {
		expect(items).toEqual([
			{
				answered: false,
				reason: expect.stringMatching(/^The answer was \d+\.\d seconds too late$/) as unknown,
				chat_inbound: {
					override_agent_id: SUPPORT,
					dynamic_variables: { customer_name: 'Åsa' },
					metadata: { from_number: '+14155550199', to_number: '+14155550142', ticket: 7 },
				},
			},
		]);
	},
	calls: {},
	yields: 'one',
});
