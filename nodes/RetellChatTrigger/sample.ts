import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { noEndedChat } from '../messages/pollingTrigger';
import { orNotShown } from '../retell/api/call';
import { getChat, listChats } from '../retell/api/chats';
import { connectToRetell } from '../retell/http/client';
import { nodeErrorOf } from '../retell/nodeError';
import { deliveredItem } from './items';
import { hasAnalysis } from './poll/candidates';
import { readSettings } from './settings';

/** Chats that are looked at for a test event. */
const LOOKED_AT = 10;

/** A person waits for the test event no longer than this, in ms. */
const LONGEST = 60_000;

/** A real chat for the editor's test event. It changes nothing that the trigger delivers later. */
export async function fetchSample(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	try {
		const settings = await readSettings(context);
		const send = connectToRetell(context, { deadline: Date.now() + LONGEST });
		const { items } = await send(
			listChats({
				filter_criteria: {
					...settings.criteria,
					chat_status: { type: 'enum', op: 'in', value: settings.statuses },
				},
				sort_order: 'descending',
				limit: LOOKED_AT,
			}),
		);
		const chats = items.filter(settings.fits);
		const newest = chats.find(hasAnalysis) ?? chats[0];
		if (!newest) throw noEndedChat();
		const details = settings.includeTranscript ? await send(orNotShown(getChat(newest.chat_id))) : newest;
		const delivery = {
			chat: details === 'gone' ? newest : details,
			analysisTimedOut: settings.event === 'chatAnalyzed' && !hasAnalysis(newest),
			detailsUnavailable: details === 'gone',
			endUnknown: false,
		};
		return [[deliveredItem(delivery, settings)]];
	} catch (thrown) {
		throw nodeErrorOf(context, thrown);
	}
}
