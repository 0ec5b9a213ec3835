import * as messages from '../../../nodes/messages/enteredData.ts';
import { toldBy } from '../entry.ts';

export const enteredData = toldBy(messages, {
	notAnObject: { with: ['Metadata'] },
	tooManyBytes: { with: ['Metadata', 60_011, 50_000] },
	tooManyBytesTogether: {
		with: ['Metadata', 60_011, 50_000, 'Update Mode'],
		means: "*Update* keeps the metadata that you don't name. Nothing was changed.",
	},
	setAndCleared: [{ with: ['Metadata', 'Clear Fields'] }, { with: ['Webhook URL', 'Clear Fields'] }],
	valueWithoutName: { with: ['Metadata'] },
	notOfType: { with: ['Metadata: order', 'boolean', 'maybe'] },
	cannotBeSent: {
		with: ['Dynamic Variables: order'],
		also: 'Such a calculation returns `NaN` or `Infinity`. Often the parentheses of a function are missing: `{{ $json.text.trim() }}`.',
	},
	cannotBeStored: { with: ['Custom Attributes', 'address'] },
	nothingToUpdate: {},
});
