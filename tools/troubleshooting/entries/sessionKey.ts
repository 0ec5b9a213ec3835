import * as messages from '../../../nodes/messages/sessionKey.ts';
import { toldBy } from '../entry.ts';

const KEY = 'Session Key';

export const sessionKey = toldBy(messages, {
	keyTooLong: { with: [KEY, 60_000], means: 'Something else was mapped, such as a whole text.' },
	emptyKey: { with: [KEY], means: 'Nothing tells the person apart.', also: 'An address or a chat ID will do, too.' },
	keyHasLeftover: {
		with: [KEY, 'undefined', 'wa-undefined'],
		means:
			'The expression is broken for this item. The same for `null`, `NaN`, `[object Object]`, `Invalid Date` and the like, and for `None`, `true` or `false` alone.',
	},
	keyIsFixedPart: { with: [KEY, 'wa-'], means: 'Only the fixed text is left of the key.' },
	keyPartEmpty: {
		with: [KEY, '{{ $json.channel }}'],
		means: 'The key has several expressions, and this one returns nothing for this item.',
		also: 'If it may be empty, say so by a condition: `{{ $json.thread ? ":" + $json.thread : "" }}`.',
	},
	setToFixed: {
		with: [KEY, '{{ $json.from }}'],
		means:
			'n8n evaluates an expression only if its field is set to *Expression*. As it is, everybody would share one key. The same for *Message*.',
		also: 'To do so, point at the field.',
	},
	keyWithoutLetter: { with: [KEY, ':'], means: 'Only what stands between the parts of a key is left of it.' },
	otherKeyInMetadata: {
		with: ['Metadata', 'session_key', KEY],
		means: 'The node keeps the key under that name.',
	},
});
