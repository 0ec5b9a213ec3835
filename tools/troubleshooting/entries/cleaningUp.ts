import * as messages from '../../../nodes/messages/cleaningUp.ts';
import { toldBy } from '../entry.ts';

export const cleaningUp = toldBy(messages, {
	filterEmpty: {
		with: ['Older Than (Hours)'],
		means:
			'A filter of *End Many* or *Delete Many* was added and has no value. Without it, more chats would be ended or deleted.',
	},
	noFilter: { with: ['Filters'], means: '*Delete Many* deletes nothing without a filter.' },
	noSuchFilter: {
		with: ['Filters', 'createdAfter', ['startedAfter', 'startedBefore']],
		means:
			"The workflow was made by hand or with another version, and *Delete Many* uses no filters that it doesn't know.",
	},
	matchesNearlyAll: {
		with: ['Started Before', 'earlier'],
		means:
			"*Delete Many* needs at least one filter that leaves out chats. A time in the future, a very high number, all choices, *Does Not Exist* and *Is Not* don't.",
	},
	zeroMatchesAll: {
		with: ['Older Than (Hours)'],
		means: 'It would delete all chats.',
		also: '`720` is 30 days.',
	},
	stoppedHalfWay: {
		with: [
			'ended',
			new Map([
				['ended', 480],
				['failed', 2],
			]),
			['chat_123', 'chat_456'],
		],
		means:
			"Shown at the end of another error: the run stopped half-way, because the key was refused or a payment is due, because a rate limit didn't end, or because ten chats in a row failed because of the server or the network. The error names the first ten chats that failed.",
		also: 'Fix what the error says, and run it again: it continues with the rest.',
	},
	endedBefore: {
		with: ['chat_123', '', 400],
		means: '*End* found it ended, and *If Already Ended* is *Fail*.',
	},
	outcomes: {
		with: [
			new Map([
				['ended', 48],
				['failed', 2],
			]),
		],
		means: 'What happened to the chats, or what would happen with *Preview Only*.',
	},
	NO_CHATS_MATCH: { means: 'There is nothing to end or delete.' },
	SEE_FAILURE: { means: 'Some chats failed. The rest are done.' },
	turnOffPreview: { with: ['Preview Only', 'ended'], means: 'Nothing was changed yet.' },
	stoppedAtMost: { with: ['Max Chats'], means: 'Run it again for the rest, or increase *Max Chats*.' },
});
