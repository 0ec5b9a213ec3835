import * as messages from '../../../nodes/messages/attributes.ts';
import { toldBy } from '../entry.ts';

const ONE = { items: 1, of: 1 };

export const attributes = toldBy(messages, {
	attributesNotStored: {
		with: [['order'], ONE],
		means: "Retell drops attributes that the workspace doesn't define. `attributes_not_stored` of the item names them.",
	},
	attributesAltered: {
		with: [['order'], ONE],
		means:
			"For example because the attribute's type or choices don't allow your value. `attributes_altered` of the item names them.",
	},
	attributesNotRemoved: {
		with: [['order'], ONE],
		means: "Retell merges attributes, and doesn't remove any. `attributes_not_removed` of the item names them.",
	},
	attributesUnchecked: { with: [1], means: "The chat was updated, but then Retell didn't return it." },
});
