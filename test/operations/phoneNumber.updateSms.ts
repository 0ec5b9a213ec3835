import { DEMO_AGENTS, DEMO_NUMBERS } from '../../tools/sandbox/index.ts';
import { number } from './answers.ts';
import { checkNumber } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel, locator, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Choose the agents of a number',
	parameters: {
		phoneNumber: locator('={{ $json.number }}', 'number'),
		updateFields: {
			inboundSmsAgents: {
				agents: [
					{ agentId: '={{ $json.agent_id }}', weight: 0.25 },
					{ agentId: '={{ $json.other_id }}', weight: 0.75 },
				],
			},
			outboundSmsAgents: { agents: [{ agentId: '={{ $json.agent_id }}', weight: 1 }] },
			nickname: '={{ $json.nickname }}',
			turnOff: ['inboundSmsWebhookUrl'],
		},
	},
	prepare: () => ({
		number: DEMO_NUMBERS.support,
		agent_id: SUPPORT,
		other_id: DEMO_AGENTS.reminders,
		nickname: 'Texte',
	}),
	sdk: (retell, { number: own, agent_id, other_id, nickname }) =>
		retell.phoneNumber.update(own, {
			inbound_sms_agents: [
				{ agent_id, weight: 0.25 },
				{ agent_id: other_id, weight: 0.75 },
			],
			outbound_sms_agents: [{ agent_id, weight: 1 }],
			nickname,
			inbound_sms_webhook_url: null,
		}),
	check: (items, { store }, { nickname }) => {
		expect(items).toMatchObject([{ phone_number: DEMO_NUMBERS.support, nickname }]);
		const changed = store.phoneNumber(DEMO_NUMBERS.support);
		expect(changed).toMatchObject({ nickname, inbound_sms_agents: [{ weight: 0.25 }, { weight: 0.75 }] });
		expect(changed?.inbound_agents).toHaveLength(1);
	},
	calls: { 'PATCH /update-phone-number/:id': number, 'GET /get-phone-number/:id': number },
	yields: 'one',
	tool: {
		phoneNumber: locator(fromModel('Phone Number'), 'number'),
		updateFields: { nickname: fromModel('Nickname') },
	},
	holds: checkNumber,
});
