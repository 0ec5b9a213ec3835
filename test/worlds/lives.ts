import type { ChatRecord } from '../../tools/sandbox/records.ts';
import type { Store } from '../../tools/sandbox/store.ts';
import { shiftAt, shownAt, stampedEnd, type ChatPlan, type WorldPlan } from './plan.ts';

interface Happening {
	at: number;
	happens: () => void;
}

/** Lets the planned chats begin, end, change and go in the account, as time passes. */
export function livesOf(plan: WorldPlan, store: Store): (now: number) => void {
	const happenings = plan.chats.flatMap((chat) => lifeOf(plan, chat, store)).sort((a, b) => a.at - b.at);
	let next = 0;
	return (now) => {
		for (let due = happenings[next]; due && due.at <= now; due = happenings[++next]) due.happens();
	};
}

function lifeOf(plan: WorldPlan, chat: ChatPlan, store: Store): Happening[] {
	const { id, endsAt, analysedAt, deletedAt, editedAt, endShownAt } = chat;
	const end = stampedEnd(plan, chat);
	let gone = false;
	const edit = (change: Partial<ChatRecord>) => () => {
		if (!gone) store.editChat(id, change);
	};
	const life: Happening[] = [
		{
			at: chat.startsAt,
			happens: () => {
				store.addChat({
					chat_id: id,
					agent_id: chat.agent,
					start_timestamp: chat.startsAt + shiftAt(plan.serverClock, chat.startsAt),
					chat_status: 'ongoing',
					end_chat_after_silence_ms: null,
				});
			},
		},
		// A row that lags behind goes on showing the chat as ongoing.
		{ at: Math.max(endsAt, chat.visibleAt), happens: edit({ chat_status: chat.status }) },
	];
	if (endShownAt !== null) life.push({ at: shownAt(chat), happens: edit({ end_timestamp: end, endedAt: end }) });
	if (analysedAt !== null) {
		const analysis = { chat_summary: 'Done', user_sentiment: 'Neutral' as const, chat_successful: true };
		life.push({ at: Math.max(analysedAt, endsAt), happens: edit({ chat_analysis: analysis }) });
	}
	if (editedAt !== undefined) life.push({ at: editedAt, happens: edit({ metadata: { edited: true } }) });
	if (deletedAt !== undefined) {
		life.push({
			at: deletedAt,
			happens: () => {
				gone = true;
				store.deleteChat(id);
			},
		});
	}
	return life;
}
