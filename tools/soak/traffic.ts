import axios from 'axios';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/index.ts';
import type { Random } from '../sandbox/random.ts';
import type { Reply } from '../sandbox/records.ts';
import { DAY } from '../times.ts';

/** As long as people wait for an answer. */
const PATIENCE = 180_000;

/** Something that goes on until it is stopped. */
interface Traffic {
	/** Stops it, and waits for what is under way. */
	stop: () => Promise<void>;
}

/** Says the same back, and ends the chat on a goodbye. */
export const echo: Reply = (content) => ({
	messages: [{ role: 'agent', content: `You said: ${content}` }],
	...(content.endsWith('Goodbye') && { chat_status: 'ended' }),
});

/** Does something again and again; what it throws is thrown where it is stopped. */
function again(work: () => Promise<unknown>): Traffic {
	let going = true;
	const life = (async () => {
		while (going) await work();
	})();
	life.catch(() => undefined);
	return {
		stop: async () => {
			going = false;
			await life;
		},
	};
}

/** Chats that end all the time: old ones and new ones, some shown late, now and then many at once. */
export function endChats({ store }: Sandbox, agent_id: string, random: Random): Traffic {
	const endOne = () => {
		const { chat_id } = store.addChat({ agent_id, start_timestamp: Date.now() - random.below(4 * DAY) });
		store.endChat(chat_id);
		if (random.below(10) === 0) store.hideChat(chat_id, Date.now() + 5_000 + random.below(60_000));
	};
	return again(async () => {
		const count = random.below(40) === 0 ? 30 : 1;
		for (let n = 0; n < count; n += 1) endOne();
		await sleep(500 + random.below(3_000));
	});
}

/** Retell tells of an ended chat once more, though it was told. */
export function repeatWebhooks({ webhooks }: Sandbox, random: Random): Traffic {
	return again(async () => {
		await sleep(3_000 + random.below(10_000));
		const ended = webhooks.events.filter(({ event }) => event === 'chat_ended').slice(-30);
		const one = ended[random.below(Math.max(1, ended.length))];
		if (one) await webhooks.deliver(one, { copies: 1 + random.below(2) });
	});
}

/** What a person wrote, and what came of it on their side. */
export interface Written {
	person: string;
	text: string;
	/** The answer's HTTP status; null if the connection was cut or nothing came. */
	status: number | null;
	reply: string;
}

/** A person who writes, waits for the answer, and writes again: each text once, whatever comes of it. */
export function write(url: string, person: string, random: Random, written: Written[]): Traffic {
	let count = 0;
	return again(async () => {
		await sleep(3_000 + random.below(15_000));
		count += 1;
		const text = `${person}, message ${count}.${random.below(12) === 0 ? ' Goodbye' : ''}`;
		const answer = await axios
			.post<{ reply?: string }>(url, { person, text }, { proxy: false, timeout: PATIENCE, validateStatus: null })
			.then(({ status, data }) => ({ status, reply: String(data?.reply ?? '') }))
			.catch(() => ({ status: null, reply: '' }));
		written.push({ person, text, ...answer });
	});
}
