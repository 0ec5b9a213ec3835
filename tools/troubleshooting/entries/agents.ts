import * as messages from '../../../nodes/messages/agents.ts';
import { toldBy } from '../entry.ts';

export const agents = toldBy(messages, {
	versionPublished: {
		with: [3, 'Support', 'If Published'],
		means: 'There is no draft to change, and *If Published* is *Fail*.',
	},
	draftMadeOnly: {
		with: [4],
		means:
			"Shown at the end of another error: *Update Draft* made a draft, then the change failed, and the draft couldn't be deleted. What is live has not changed.",
		also: 'Fix what the error says and run it again, without *Version*: it changes the draft that is there now.',
	},
	draftChangedOnly: {
		with: [4],
		means: 'Shown at the end of another error: the draft has your changes, but publishing it failed.',
		also: 'Fix what the error says, then use *Publish*.',
	},
	stillADraft: {
		with: [4, 'agent_123'],
		means: 'New chats still use the version that was live before.',
	},
	liveOrNotUnknown: {
		with: [4],
		means: 'Shown at the end of another error: the node checks the version after publishing it, and that check failed.',
		also: 'Run it again: if the version is live, *Publish* changes nothing.',
	},
	othersKeepChanging: {
		with: ['agent_123'],
		means: 'Each time *Update Draft* made a draft, another execution was faster.',
	},
	changesLost: {
		with: [5, 'agent_123', [4]],
		means: 'This version replaced those that the error names.',
		also: 'Use *Update Draft* to do so.',
	},
	liveWithoutOther: {
		with: [5, 4],
		means:
			'Shown at the end of another error: *Update Draft* tried to make your change again on top of version 4, and that failed.',
		also: 'Fix what the error says, and make the changes of version 4 again.',
	},
	othersPublishedUnknown: {
		with: [5],
		means:
			"Shown at the end of another error: your change is live, but the node couldn't check whether it replaced another one.",
		also: 'Use *Get Versions*. If a version with a lower number was published in the same minute, make its changes again.',
	},
	versionMissing: { with: ['Support'], means: "Retell's answer doesn't contain the number that the next step needs." },
	noAgentSelected: {
		means: 'The list of versions needs one agent.',
		also: "For a phone number that doesn't have exactly one agent, add *Agent* under *Additional Fields*.",
	},
	notOneAgentOfNumber: { unlisted: 'The text is that of `noAgentSelected`.' },
	smsAgentNotFound: {
		with: ['+14155550142', 404],
		means: "One of the agents that you chose for texts doesn't exist, has no such version, or is a voice agent.",
	},
});
