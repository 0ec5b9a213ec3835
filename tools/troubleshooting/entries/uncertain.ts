import * as messages from '../../../nodes/messages/uncertain.ts';
import { toldBy } from '../entry.ts';

export const uncertain = toldBy(messages, {
	MESSAGE_MAY_HAVE_ARRIVED: { also: '*Get* the chat: are your message and a reply in it?' },
	CHAT_MAY_EXIST: {
		also: '*Get Many*, the newest first. An extra chat does no harm: *End* it. With sessions, run it again: the key finds the chat.',
	},
	TEXT_MESSAGE_MAY_BE_SENT: { also: '*Get Many*: the metadata of an SMS chat contains both numbers.' },
	AGENT_MAY_EXIST: { also: '*Get Many* of the chat agent, with its name as *Search*.' },
	DRAFT_MAY_EXIST: {
		also: '*Get Versions* of the chat agent. *Update Draft* makes a draft, too, if the version is published. If the draft is there, continue with it: *Update Draft* without *Version* takes the newest.',
	},
	TESTS_MAY_RUN: { also: "The agent's tests in the Retell dashboard. Retell bills each run." },
	TEST_REPLY_MAY_HAVE_COME: {
		also: 'What the tools of the agent do, such as a calendar. With *Tool Mocks* for all of them, run it again.',
	},
	ANALYSIS_MAY_RUN: { also: '*Get* the chat in a minute.' },
});
