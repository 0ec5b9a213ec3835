// What is said of one and of several.
import { attributesUnchecked } from '../../nodes/messages/attributes.ts';
import { firstTextsMissing } from '../../nodes/messages/conversations.ts';
import { leftAlone, transcriptsMissing } from '../../nodes/messages/lists.ts';
import { chatsWaiting } from '../../nodes/messages/pollingTrigger.ts';
import { changesMayBeMissing, draftLeft, liveVersionUnknown } from '../../nodes/messages/versions.ts';

const VERSION = { version: '2', agent: 'Desk' };

test.each([
	[
		'chats whose attributes nobody checked',
		attributesUnchecked(1),
		'of 1 chat.',
		attributesUnchecked(2),
		'of 2 chats.',
	],
	[
		'chats left alone',
		leftAlone(1),
		"1 of the chats that Retell listed doesn't seem",
		leftAlone(2),
		"2 of the chats that Retell listed don't seem",
	],
	[
		'transcripts that did not come',
		transcriptsMissing(1),
		'the transcript of 1 chat. Its item has',
		transcriptsMissing(2),
		'the transcripts of 2 chats. Their items have',
	],
	[
		'chats that wait',
		chatsWaiting(1, 'noon'),
		'1 chat is still waiting',
		chatsWaiting(2, 'noon'),
		'2 chats are still waiting',
	],
	['chats without a first text message', firstTextsMissing(1), '1 chat had', firstTextsMissing(2), '2 chats had'],
	[
		'agents whose live version is not known',
		liveVersionUnknown(['agent_1']),
		'the agent "agent_1" is live',
		liveVersionUnknown(['agent_1', 'agent_2']),
		'2 agents is live',
	],
	[
		'drafts that stayed',
		draftLeft('Desk', ['3']),
		'A draft of "Desk" that was made at the same time wasn\'t deleted: version 3. It doesn\'t',
		draftLeft('Desk', ['3', '4']),
		'Drafts of "Desk" that were made at the same time weren\'t deleted: versions 3, 4. They don\'t',
	],
])('%s', (_, ofOne, one, ofTwo, two) => {
	expect(ofOne).toContain(one);
	expect(ofTwo).toContain(two);
});

test.each([
	[undefined, 'It was made from another version, so'],
	[{ version: 1, wasDraft: false }, 'It was made from version 1, so'],
	[{ version: 1, wasDraft: true }, 'It was made from version 1 while that was a draft, so'],
])('a version made from %j', (base, from) => {
	expect(changesMayBeMissing(VERSION, base, ['3'])).toContain(`${from} the changes of version 3 may be missing`);
});
