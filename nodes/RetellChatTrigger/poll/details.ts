import { isTime } from '../../retell/simplify';
import type { Chat } from '../../retell/types';
import type { Delivery, Server, Settings } from './types';

const HOUR = 3_600_000;
/** How long a chat whose details cannot be read holds back those after it, in ms. */
const PATIENCE = HOUR;
/** An end time further ahead than this lies in the future; up to it, clocks may differ, in ms. */
const CLOCKS_DIFFER = HOUR;
const AT_ONCE = 5;

/** A chat that was found and not handed over before. */
export interface Candidate {
	chat: Chat;
	/** Its end; of a chat in error without one, its start. */
	time: number;
}

/** Whether a chat can be handed over: at once, or with its analysis, or after waiting for it. */
export function isReady({ chat, time }: Candidate, now: number, { event, analysisTimeout }: Settings): boolean {
	return event === 'chatEnded' || Boolean(chat.chat_analysis) || now - pastOf(chat, time, now) >= analysisTimeout;
}

/** The end of a chat; its start, if its end lies further in the future than clocks differ. */
function pastOf(chat: Chat, time: number, now: number): number {
	if (time <= now + CLOCKS_DIFFER || !isTime(chat.start_timestamp)) return time;
	return chat.start_timestamp;
}

/** Adds what was said, in order; the first chat whose details do not come holds back those after it. */
export async function withDetails(
	server: Server,
	settings: Settings,
	ready: Candidate[],
): Promise<{ deliveries: Delivery[]; failure?: unknown }> {
	const deliveries: Delivery[] = [];
	const deliver = ({ chat: listed }: Candidate, chat: Chat | 'gone') => {
		const whole = chat === 'gone' ? listed : { ...listed, ...chat };
		deliveries.push({
			chat: whole,
			analysisTimedOut: settings.event === 'chatAnalyzed' && !whole.chat_analysis,
			detailsUnavailable: chat === 'gone',
		});
	};
	if (!settings.includeTranscript) {
		for (const candidate of ready) deliver(candidate, candidate.chat);
		return { deliveries };
	}
	for (let first = 0; first < ready.length && server.hasTime(); first += AT_ONCE) {
		const batch = ready.slice(first, first + AT_ONCE);
		const answers = await Promise.allSettled(batch.map(async ({ chat }) => await server.details(chat.chat_id)));
		for (const [index, candidate] of batch.entries()) {
			const answer = answers[index];
			if (answer?.status === 'fulfilled') {
				server.detailsFailing.since = undefined;
				deliver(candidate, answer.value);
				continue;
			}
			const now = server.now();
			server.detailsFailing.since ??= now;
			const waited = now - Math.max(pastOf(candidate.chat, candidate.time, now), server.detailsFailing.since);
			if (!server.passes(answer?.reason) || waited < PATIENCE) return { deliveries, failure: answer?.reason };
			deliver(candidate, 'gone');
		}
	}
	return { deliveries };
}
