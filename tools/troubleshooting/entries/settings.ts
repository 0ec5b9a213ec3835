import * as messages from '../../../nodes/messages/settings.ts';
import { toldBy } from '../entry.ts';

const MINUTES = { least: 2, most: 4320 };
const AUTO_CLOSE = 'Auto-Close After (Minutes)';

export const settings = toldBy(messages, {
	autoCloseTooLong: {
		with: [AUTO_CLOSE, 7200, MINUTES, [{ unit: 'seconds', minutes: 120 }]],
	},
	autoCloseTooShort: { with: [AUTO_CLOSE, 1, MINUTES] },
	autoCloseNotPositive: { with: [AUTO_CLOSE, 0, MINUTES] },
	notATimeZone: { with: ['Timezone', 'CEST'] },
	otherSettingsNotAnObject: { with: ['Other Settings (JSON)'] },
	settingHasField: { with: ['Other Settings (JSON)', 'webhook_url', 'Webhook URL'] },
	fieldNameTwice: { with: ['Post-Chat Analysis Fields', 'order_number'] },
	noChoices: { with: ['Post-Chat Analysis Fields', 'topic'] },
	engineKindMissing: { with: ['Response Engine', 'support'] },
	notAnEngine: {
		with: ['Response Engine', '{"type":"custom-llm"}'],
		also: 'The node supports only these two.',
	},
	weightsNotOne: { with: ['Outbound SMS Agents', 0.9, false] },
	weightNotPositive: { with: ['Outbound SMS Agents: Weight', 0] },
});
