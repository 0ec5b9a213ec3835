import type { INodeExecutionData } from 'n8n-workflow';

import type { Chat } from '../retell/api/types';
import { simplifyChat, simplifyChatWithMessages } from '../retell/output/simplify';
import type { Delivery, Settings } from './poll/types';

/** The item for a chat; the marks stand in it only where something is missing. */
export function deliveredItem(
	{ chat, analysisTimedOut, detailsUnavailable, endUnknown }: Delivery,
	shape: Pick<Settings, 'includeTranscript'> & { simplify: boolean },
): INodeExecutionData {
	const json = {
		...shaped(chat, shape),
		...(analysisTimedOut && { analysis_timed_out: true }),
		...(detailsUnavailable && { details_unavailable: true }),
		...(endUnknown && { end_unknown: true }),
	};
	return { json: Object.fromEntries(Object.entries(json)) };
}

function shaped(
	chat: Chat,
	{ simplify, includeTranscript }: Pick<Settings, 'includeTranscript'> & { simplify: boolean },
): object {
	if (!simplify) return chat;
	return includeTranscript ? simplifyChatWithMessages(chat) : simplifyChat(chat);
}
