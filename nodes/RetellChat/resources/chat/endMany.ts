import { chatFiltersField, IDLE_LABEL } from '../../../parameters/chatFilters/fields';
import { readWholeFilter } from '../../../parameters/chatFilters/read';
import { amountInput } from '../../../parameters/check/values';
import { orEnded, orGone } from '../../../retell/api/call';
import { endChat, getChat } from '../../../retell/api/chats';
import type { Chat } from '../../../retell/api/types';
import { isoTime, isTime } from '../../../retell/times';
import { isRecord } from '../../../retell/values';
import type { Operation } from '../../run/operation';
import { cleanUp, summaryOf } from './helpers/cleanUp';
import { maxChatsFields, previewField } from './helpers/cleanUpFields';

const MINUTE = 60_000;
const UNCHANGED = { ended: false, already_ended: false, gone: false };
const GONE = { ...UNCHANGED, gone: true };

export const endMany: Operation = {
	name: 'End Many',
	action: 'End many chats',
	description: 'End all ongoing chats that match the filters, optionally only idle ones',
	isBulk: true,
	fields: [
		previewField('ended'),
		{
			displayName: IDLE_LABEL,
			name: 'idleMinutes',
			type: 'number',
			default: 60,
			typeOptions: { minValue: 0 },
			description:
				"Only chats whose last message is older than this. If there are no messages, the start of the chat counts. Chats whose messages Retell doesn't store, or returns without times, are left alone. With 0, active chats end, too. Adds one request per chat.",
		},
		{
			displayName:
				'This ends every ongoing chat that matches the filters, even if somebody is writing right now. To leave active chats alone, enter minutes under Idle for (Minutes). To check which chats would end, turn on Preview Only first.',
			name: 'activeNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { idleMinutes: [0], previewOnly: [false] } },
		},
		chatFiltersField,
		...maxChatsFields('end'),
	],
	summarize: (rows, run) => summaryOf('ended', rows, run),
	async execute(item) {
		const { send } = item;
		const idleMinutes = amountInput(item.get('idleMinutes'), IDLE_LABEL);
		const now = Date.now();
		const filter = readWholeFilter(item, idleMinutes > 0 ? { idleMinutes } : {});
		const checkIdle = async (chatId: string) => {
			const chat = await send(orGone(getChat(chatId)));
			if (chat === 'gone') return { due: chat };
			const last = lastMessageAt(chat);
			return { due: last <= now - idleMinutes * MINUTE, seen: { last_message_at: isoTime(last) } };
		};
		return await cleanUp(item, {
			verb: 'ended',
			filter: {
				...filter,
				criteria: { chat_status: { type: 'enum', op: 'in', value: ['ongoing'] }, ...filter.criteria },
			},
			checkDue: idleMinutes > 0 ? checkIdle : undefined,
			unchanged: UNCHANGED,
			foresee: ({ chat_status: status }) => ({
				last_message_at: null,
				...UNCHANGED,
				already_ended: status !== 'ongoing',
			}),
			gone: GONE,
			change: async (chatId) => {
				const outcome = await send(orGone(orEnded(endChat(chatId))));
				if (outcome === 'gone') return GONE;
				return { ended: true, already_ended: outcome === 'already ended', gone: false };
			},
		});
	},
};

/**
 * When something was last said, in ms since 1970; without messages, when the chat began. Infinity
 * where Retell doesn't tell: nobody knows that such a chat is idle.
 */
function lastMessageAt({ message_with_tool_calls: messages, start_timestamp: start, transcript }: Chat): number {
	// An empty transcript says that there is none; without one, Retell stores no messages of this
	// chat, and somebody may be writing right now.
	if (!Array.isArray(messages) && transcript !== '') return Infinity;
	const times = (messages ?? []).filter(isRecord).map((message) => message.created_timestamp);
	if (times.length === 0) return isTime(start) ? start : Infinity;
	// The last one without a time may have been written right now.
	return isTime(times.at(-1)) ? Math.max(...times.filter(isTime)) : Infinity;
}
