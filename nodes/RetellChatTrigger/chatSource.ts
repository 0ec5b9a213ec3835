import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { rowsWithoutChatId } from '../messages/pollingTrigger';
import { orNotShown } from '../retell/api/call';
import { getChat, listChats } from '../retell/api/chats';
import type { ChatFilterCriteria } from '../retell/api/types';
import { causeOf, isTransient } from '../retell/http/causes';
import { connectToRetell } from '../retell/http/client';
import type { Memory } from './memory';
import type { ChatSource, Window } from './poll/types';
import type { TriggerSettings } from './settings';

/** An answer that takes longer is given up, in ms: it must not use up the time of the poll. */
const LONGEST_ANSWER = 60_000;
const TRIES = { rateLimited: 3, other: 3 };
/** n8n before 2.38 does not tell how long a poll may take, in ms. */
const USUAL_BUDGET = 45_000;
/** What n8n says of a poll that nothing limits, such as the one at an activation, in ms. */
const NO_LIMIT = 5 * 60_000;
/**
 * How long the poll at an activation may take all the same, in ms: n8n 2.41 gives up publishing a workflow after 84 s, and
 * then nothing polls it after the next restart. The workflow may have a second trigger, whose first poll comes after this one.
 */
const FIRST_BUDGET = 36_000;

/**
 * Retell as the poll sees it, within the time that n8n gives to one poll.
 *
 * @param isFirst whether it may be the poll of an activation
 */
export function chatSourceFor(
	context: IPollFunctions,
	settings: TriggerSettings,
	{ details }: Pick<Memory, 'details'>,
	isFirst: boolean,
): ChatSource {
	const limit = 'getPollBudgetMs' in context ? context.getPollBudgetMs() : USUAL_BUDGET;
	const budget = isFirst && limit >= NO_LIMIT ? FIRST_BUDGET : limit;
	const deadline = Date.now() + budget * 0.9;
	const clock = serverClock();
	const send = connectToRetell(context, {
		mostTries: TRIES,
		deadline,
		longestAnswer: LONGEST_ANSWER,
		onAnswer: clock.learnFrom,
	});
	let isLogged = false;
	const list = async (
		criteria: ChatFilterCriteria,
		page: Parameters<ChatSource['list']>[1],
		order: 'ascending' | 'descending' = 'ascending',
	) => {
		const answer = await send(
			listChats({
				filter_criteria: { ...settings.criteria, ...criteria },
				sort_order: order,
				...page,
			}),
		);
		// Once in a poll, however many pages there are.
		if (answer.rowsWithoutId && !isLogged) {
			context.logger.warn(rowsWithoutChatId(answer.rowsWithoutId));
			isLogged = true;
		}
		return answer;
	};

	return {
		list: async (window, page) =>
			await list(
				{
					chat_status: statusIn(settings.statuses),
					end_timestamp: endsIn(window),
					...(window.startedFrom !== undefined && { start_timestamp: startsFrom(window.startedFrom) }),
				},
				page,
			),
		listStarted: async (status, from, order, page) =>
			await list({ chat_status: statusIn([status]), start_timestamp: startsFrom(from) }, page, order),
		details: async (chatId) => await send(orNotShown(getChat(chatId))),
		detailsMemory: details,
		now: clock.now,
		beganAt: clock.beganAt,
		timeLeft: () => deadline - Date.now(),
		isTransient,
		isRateLimit: (failure) => causeOf(failure) === 'rate-limited',
		// Neither the key nor the server is to blame.
		isOfOneChat: (failure) => causeOf(failure) === 'configuration-invalid',
	};
}

function statusIn(value: TriggerSettings['statuses']): ChatFilterCriteria['chat_status'] {
	return { type: 'enum', op: 'in', value };
}

function startsFrom(time: number): ChatFilterCriteria['start_timestamp'] {
	return { type: 'number', op: 'ge', value: Math.floor(time) };
}

/** Retell does not say whether a range includes its bounds: it is asked for one ms more on each side. */
function endsIn({ low, high }: Window): ChatFilterCriteria['end_timestamp'] {
	if (low === high) return { type: 'number', op: 'eq', value: low };
	return high === Infinity
		? { type: 'number', op: 'ge', value: low }
		: { type: 'range', op: 'bt', value: [Math.max(0, low - 1), high + 1] };
}

/** The server's clock, by the Date header of its answers; this machine's until one came. */
function serverClock() {
	const began = Date.now();
	let ahead: number | undefined;
	return {
		learnFrom: ({ date }: IDataObject) => {
			const time = Date.parse(String(date));
			if (!Number.isNaN(time)) ahead = time - Date.now();
		},
		now: () => Date.now() + (ahead ?? 0),
		beganAt: () => (ahead === undefined ? undefined : began + ahead),
	};
}
