import { MINUTE } from '../../times.ts';
import type { ChatRecord, DisconnectionReason, Message } from '../records.ts';
import type { Store } from '../store.ts';

const TALKS: ReadonlyArray<readonly string[]> = [
	['Where is my order 4711?', 'Great, thank you!'],
	['I would like two boxes of tea.', 'That is all.'],
	['Can I speak to accounts?', 'Thanks, bye'],
	['Do you have something on Tuesday?', 'Perfect, that is all'],
	['The kettle leaks. This is terrible.', 'bye'],
	['Order 9999 has not come. I am angry.'],
	['Are you open on Sunday?', 'hold on', 'Never mind.'],
	[],
];
const REASONS: readonly DisconnectionReason[] = ['user_hangup', 'agent_hangup', 'inactivity'];
const TIERS = ['gold', 'silver', 'bronze'];
const PAST = 36;

/** What a talk with an agent's script leaves behind, a line every 20 seconds. */
function talk(store: Store, agentId: string, texts: readonly string[], start: number): Message[] {
	const chat = store.addChat({ agent_id: agentId, start_timestamp: start });
	for (const text of ['', ...texts]) {
		if (store.getChat(chat.chat_id)?.chat_status === 'ongoing') store.say(chat.chat_id, text);
	}
	store.deleteChat(chat.chat_id);
	return chat.messages.map((message, line) => ({ ...message, created_timestamp: start + line * 20_000 }));
}

/** Past chats of the scripted agents: three and a half days of them, some texts, some still going on. */
export function addDemoChats(
	store: Store,
	now: number,
	agents: Readonly<Record<string, string>>,
	numbersOf: (n: number) => ChatRecord['numbers'],
): void {
	const ids = Object.values(agents);
	const textOf = (agent: string | undefined, n: number): Partial<ChatRecord> =>
		agent === agents['reminders'] ? { chat_type: 'sms_chat', numbers: numbersOf(n) } : { chat_type: 'api_chat' };
	for (let n = 0; n < PAST; n += 1) {
		const agent_id = ids[n % ids.length] ?? '';
		const start = now - (n + 1) * 138 * MINUTE;
		const messages = talk(store, agent_id, TALKS[n % TALKS.length] ?? [], start);
		const last = messages.at(-1)?.created_timestamp ?? start;
		store.addChat({
			agent_id,
			...textOf(agent_id, n),
			chat_status: n === 17 ? 'error' : 'ended',
			start_timestamp: start,
			end_timestamp: n === 17 ? undefined : last + MINUTE,
			disconnection_reason: n === 17 ? 'error_retell' : REASONS[n % REASONS.length],
			messages,
			metadata: { customer_id: `cust_${1000 + n}`, source: n % 2 === 0 ? 'website' : 'whatsapp' },
			retell_llm_dynamic_variables: { customer_name: n % 2 === 0 ? 'Ada' : 'Grace' },
			collected_dynamic_variables: {},
			custom_attributes: { tier: TIERS[n % TIERS.length] ?? 'gold', orders: n % 5, vip: n % 4 === 0 },
			...(n === 20 ? { data_storage_setting: 'basic_attributes_only' } : {}),
			// Seen live: an analysis that never comes.
			...(n === 26 ? { analysisDelayMs: null } : {}),
		});
	}
	for (const [minutesAgo, agent_id] of [
		[4, ids[0]],
		[11, ids[1]],
		[25, ids[2]],
		[40, ids[6]],
	] as const) {
		const start = now - minutesAgo * MINUTE;
		store.addChat({
			agent_id,
			...textOf(agent_id, minutesAgo),
			start_timestamp: start,
			messages: talk(store, agent_id ?? '', TALKS[7] ?? [], start),
			metadata: { session_key: `demo-${minutesAgo}` },
		});
	}
}
