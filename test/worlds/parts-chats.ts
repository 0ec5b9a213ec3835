import type { Dice } from './dice.ts';
import { anyTime, plainChat } from './chats.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import type { ChatPlan, Part, WorldPlan } from './plan.ts';

/** Changes some of the chats. */
function some(share: number, change: (chat: ChatPlan, dice: Dice, plan: WorldPlan) => void): Part['change'] {
	return (plan, dice) => {
		for (const chat of plan.chats) if (dice.chance(share)) change(chat, dice, plan);
	};
}

function moveEnd(chat: ChatPlan, endsAt: number): void {
	const by = endsAt - chat.endsAt;
	chat.startsAt += by;
	chat.endsAt = endsAt;
	chat.visibleAt += by;
	if (chat.endShownAt !== null) chat.endShownAt += by;
	if (chat.analysedAt !== null) chat.analysedAt += by;
}

function showLate(chat: ChatPlan, by: number): void {
	chat.visibleAt = Math.max(chat.visibleAt, chat.endsAt + by);
}

/** What can be odd about chats. */
export const chatParts: Record<string, Part> = {
	bursts: {
		share: 0.25,
		change: (plan, dice) => {
			const at = anyTime(plan, dice);
			const count = dice.chance(0.1) ? dice.between(500, 1500) : dice.between(30, 200);
			for (let index = 0; index < count; index++)
				plan.chats.push(plainChat(plan, dice, at + dice.between(0, 90 * SECOND)));
		},
	},
	ties: {
		share: 0.3,
		change: (plan, dice) => {
			for (let groups = dice.between(1, 4); groups > 0; groups--) {
				const at = anyTime(plan, dice);
				for (let count = dice.between(2, 12); count > 0; count--) plan.chats.push(plainChat(plan, dice, at));
			}
		},
	},
	secondSteps: { share: 0.15, change: some(0.7, (chat) => moveEnd(chat, Math.floor(chat.endsAt / SECOND) * SECOND)) },
	longChats: {
		share: 0.3,
		change: some(0.3, (chat, dice) => (chat.startsAt = chat.endsAt - dice.between(HOUR, 4 * DAY))),
	},
	lateRows: { share: 0.4, change: some(0.3, (chat, dice) => showLate(chat, dice.between(1, 9 * MINUTE))) },
	veryLateRows: {
		share: 0.15,
		change: some(0.08, (chat, dice) => showLate(chat, dice.between(10 * MINUTE, 5 * HOUR))),
	},
	missingEnds: {
		share: 0.2,
		change: some(0.2, (chat, dice) => {
			chat.endShownAt = dice.chance(0.1) ? null : chat.endsAt + dice.between(1, dice.chance(0.2) ? HOUR : 9 * MINUTE);
		}),
	},
	futureEnds: {
		share: 0.1,
		change: some(0.05, (chat, dice) => (chat.endStampOff = dice.between(2 * DAY, 3000 * DAY))),
	},
	slowAnalysis: {
		share: 0.5,
		change: some(0.3, (chat, dice) => {
			chat.analysedAt = dice.chance(0.3) ? null : chat.endsAt + dice.between(SECOND, 40 * MINUTE);
		}),
	},
	errors: {
		share: 0.25,
		change: some(0.2, (chat, dice) => {
			chat.status = 'error';
			chat.analysedAt = null;
			if (dice.chance(0.6)) chat.endShownAt = null;
		}),
	},
	deletions: {
		share: 0.2,
		change: some(0.15, (chat, dice) => (chat.deletedAt = chat.endsAt + dice.between(1, 30 * MINUTE))),
	},
	edits: {
		share: 0.15,
		change: some(0.3, (chat, dice) => (chat.editedAt = chat.endsAt + dice.between(1, 20 * MINUTE))),
	},
};
