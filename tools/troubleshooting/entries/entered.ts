import * as messages from '../../../nodes/messages/entered.ts';
import { toldBy } from '../entry.ts';

export const entered = toldBy(messages, {
	emptyId: {
		with: ['Chat'],
		also: 'If the ID comes by an expression, it returns nothing: the item has no such field.',
	},
	notAnId: { with: ['Chat', '..'], also: 'Whole items and dots are none.' },
	notAnIdInList: { with: ['Chat IDs', '{"chat_id":"chat_123"}'] },
	noVersionSelected: {
		with: ['Version', 'Agent Version'],
		also: 'If the version comes by an expression, it returns nothing for this item. *Delete Version* needs the number of the version.',
	},
	emptyVersionNumber: { with: ['Version'], unlisted: 'The text is that of `noVersionSelected`.' },
	notAVersion: { with: ['Version', 'v3', 3], also: 'Or `latest`, `latest_published`, or one of your tags.' },
	versionReturnsNothing: { with: ['Draft Version'] },
	notAVersionNumber: { with: ['Version', 'latest'] },
	emptyPhoneNumber: { with: ['To Number'], also: 'If it comes by an expression, that returns nothing.' },
	notAPhoneNumber: {
		with: ['To Number', '(415) 555-0123', { number: '+14155550123', isGuess: true }],
		also: "Blanks, dashes and brackets don't matter. If all your numbers are of one country, add it in the expression: `{{ '+1' + $json.phone }}`.",
	},
	emptyText: {
		with: ['Custom Attributes: ID'],
		also: 'A condition needs the ID of the attribute that it compares; one of *Custom Analysis*, the name of the value.',
	},
	notText: { with: ['Agent Tags', '{"name":"beta"}'], also: 'A list of such values will do, too.' },
	notAUrl: { with: ['Webhook URL', 'hooks.example.com'] },
	emptyNumber: { with: ['Limit'], also: 'If it comes by an expression, that returns nothing for this item.' },
	notANumber: {
		with: ['Min Cost (Cents)', 'ten'],
		also: 'Write it in digits, with a point for decimals. `0x10` and `1e3` are none.',
	},
	notWhole: [
		{ with: ['Limit', 0, 1], also: 'For all of them, turn on *Return All*.' },
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
		also: 'For *Reject* of a text message, nothing at all counts as `false`.',
	},
	noSuchOption: { with: ['Statuses', 'finished', ['ongoing', 'ended', 'error']] },
	notAList: {
		with: ['Custom Attributes', 'conditions', 'order is 7', { key: 'order', comparison: 'equals', value: '7' }],
		also: 'The same goes for *agents* and *fields* where the text names these.',
	},
});
