import * as messages from '../../../nodes/messages/versions.ts';
import { toldBy } from '../entry.ts';

const VERSION = { version: '5', agent: 'Support' };

export const versions = toldBy(messages, {
	draftNotLive: {
		with: [VERSION],
		means: 'Chats still use the published version: [drafts and what is live](agents.md).',
	},
	draftsNotLive: { with: [3], means: 'The same, for several items.' },
	changesMayBeMissing: {
		with: [VERSION, { version: 3, wasDraft: false }, ['4']],
		means: 'A draft was published that was made from an older version. `versions_not_included` of the item names them.',
	},
	replacedByOther: {
		with: [VERSION, '6'],
		means: 'Somebody published it at the same time. `replaced_by_version` of the item names it.',
	},
	draftLeft: {
		with: ['Support', ['4']],
		means: "It lacks what is live, or Retell didn't delete it. `drafts_left` of the item names it.",
	},
	sameForMoreItems: { with: [2, 'drafts_left'], means: 'Shown after one of the hints above.' },
	publishedBefore: { with: ['3'], means: '*Publish* changed nothing: a published version stays as it is.' },
	liveVersionUnknown: { with: [['agent_123']], means: 'Several versions are published.' },
});
