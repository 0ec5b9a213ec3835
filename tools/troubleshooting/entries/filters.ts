import * as messages from '../../../nodes/messages/filters.ts';
import { toldBy } from '../entry.ts';

export const filters = toldBy(messages, {
	boundsCrossed: [
		{ with: ['Ended Before', 'Ended After', true] },
		{ with: ['Max Cost (Cents)', 'Min Cost (Cents)', false] },
	],
	noSuchComparison: { with: ['Custom Attributes', 'resembles', ['equals', 'contains', 'exists']] },
	nothingToCompareWith: { with: ['Custom Attributes: Value of order'] },
});
