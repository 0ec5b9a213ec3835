import * as messages from '../../../nodes/messages/entered.ts';
import { toldBy } from '../entry.ts';

export const entered = toldBy(messages, {
	emptyId: {
		with: ['Chat'],
		also: 'If the ID comes from an expression, it returns nothing: the item has no such field.',
	},
	notAnId: { with: ['Chat', '..'], also: "Whole items and dots aren't IDs." },
	notAnIdInList: { with: ['Chat IDs', '{"chat_id":"chat_123"}'] },
	noVersionSelected: {
		with: ['Version', 'Agent Version'],
		also: 'If the version comes from an expression, it returns nothing for this item. *Delete Version* needs the number of the version.',
	},
	emptyVersionNumber: { with: ['Version'], unlisted: 'The text is that of `noVersionSelected`.' },
	notAVersion: { with: ['Version', 'v3', 3], also: 'Or `latest`, `latest_published`, or one of your tags.' },
	versionReturnsNothing: { with: ['Draft Version'] },
	notAVersionNumber: { with: ['Version', 'latest'] },
	emptyPhoneNumber: { with: ['To Number'], also: 'If it comes from an expression, that returns nothing.' },
	notAPhoneNumber: {
		with: ['To Number', '(415) 555-0123', { number: '+14155550123', isGuess: true }],
		also: "Spaces, dashes, and parentheses don't matter. If all your numbers are from one country, add it in the expression: `{{ '+1' + $json.phone }}`.",
	},
	emptyText: {
		with: ['Custom Attributes: ID'],
		also: 'A condition of *Custom Attributes* needs the ID of the attribute, one of *Custom Analysis* the name of the value.',
	},
	notText: { with: ['Agent Tags', '{"name":"beta"}'], also: 'A list of these works, too.' },
	notAUrl: { with: ['Webhook URL', 'hooks.example.com'] },
	emptyNumber: { with: ['Limit'], also: 'If it comes from an expression, that returns nothing for this item.' },
	notANumber: {
		with: ['Min Cost (Cents)', 'ten'],
		also: "Use digits, with a point for decimals. `0x10` and `1e3` aren't accepted.",
	},
	notWhole: [
		{ with: ['Limit', 0, 1], also: 'To get all results, turn on *Return All*.' },
		{ with: ['Parallel Requests', 51, 1, 50] },
	],
	belowZero: { with: ['Min Cost (Cents)', -1] },
	tooLarge: { with: ['Older Than (Hours)', 1e305] },
	notADate: {
		with: ['Started After', 'yesterday', false],
		also: 'Unix time in seconds has to be multiplied by 1000.',
	},
	notABoolean: {
		with: ['Successful', 'maybe'],
		also: 'For *Reject*, no value counts as `false`.',
	},
	noSuchOption: { with: ['Statuses', 'finished', ['ongoing', 'ended', 'error']] },
	notAList: {
		with: ['Custom Attributes', 'conditions', 'order is 7', { key: 'order', comparison: 'equals', value: '7' }],
		also: 'The text can also name *agents* or *fields*.',
	},
	onlyOneOf: { with: ['Replace Tags', 'Add Tags'] },
});
