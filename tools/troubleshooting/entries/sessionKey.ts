import * as messages from '../../../nodes/messages/sessionKey.ts';
import { toldBy } from '../entry.ts';

const KEY = 'Session Key';

export const sessionKey = toldBy(messages, {
	keyTooLong: { with: [KEY, 60_000], means: 'Something else was mapped, such as the whole message.' },
	emptyKey: {
		with: [KEY],
		means: "Without a key, the node doesn't know who the person is.",
		also: 'An email address or a chat ID works, too.',
	},
	keyHasLeftover: {
		with: [KEY, 'undefined', 'wa-undefined'],
		means:
			'The expression is broken for this item. The same applies to `null`, `NaN`, `[object Object]`, `Invalid Date` and the like, and for `None`, `true` or `false` alone.',
	},
	keyIsFixedPart: { with: [KEY, 'wa-'], means: 'Only the fixed text is left of the key.' },
	keyPartEmpty: {
		with: [KEY, '{{ $json.channel }}'],
		means: 'The key has several expressions, and this one returns nothing for this item.',
		also: 'If it can be empty, use a condition: `{{ $json.thread ? ":" + $json.thread : "" }}`.',
	},
	setToFixed: {
		with: [KEY, '{{ $json.from }}'],
		means:
			'n8n evaluates an expression only if its field is set to *Expression*. As it is, everybody would share one key. The same applies to *Message*.',
		also: 'To do so, hover over the field and select **Expression**.',
	},
	keyWithoutLetter: { with: [KEY, ':'], means: 'Only the separators between the parts of the key are left.' },
	otherKeyInMetadata: {
		with: ['Metadata', 'session_key', KEY],
		means: 'The node keeps the key under that name.',
	},
});
