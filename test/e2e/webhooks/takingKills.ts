import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '../../../tools/n8n/index.ts';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { Stage } from '../support/stage.ts';
import { listener, type Listener } from './workflow.ts';

/** KILLS=10 gives the counts that stand in docs/delivery.md. */
const KILLS = Number(process.env['KILLS'] ?? 3);
const EVENTS_PER_KILL = 20;
const MOST_RETRIES = 3;
const TEST_TIMEOUT = 1_200_000;

/** What became of an event. */
interface Fate {
	/** What was answered to each attempt; null: nothing. */
	answers: Array<number | null>;
	/** How the executions ended that it started. */
	executions: string[];
}

/**
 * Sends 20 events at once, and kills n8n while it takes them, again and again: each time after some more of
 * them are answered. What got no answer is sent once more when n8n is there again, as Retell does.
 */
async function killWhileTaking(stage: Stage, hears: Listener): Promise<Fate[]> {
	const { store, webhooks } = stage.sandbox;
	const answers = new Map<string, Array<number | null>>();
	const isOpen = (chat: string) => answers.get(chat)?.at(-1) !== 200;
	const send = async (chat: string) => {
		// Retell waits ten seconds. Here, nothing but a kill may keep an answer away.
		const event = { ...webhooks.eventOf('chat_ended', chat, hears.url), timeoutMs: 60_000 };
		const [delivery] = await webhooks.deliver(event);
		answers.get(chat)?.push(delivery?.status ?? null);
	};
	for (let kill = 0; kill < KILLS; kill++) {
		const chats = Array.from({ length: EVENTS_PER_KILL }, () => {
			const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support });
			answers.set(chat_id, []);
			store.endChat(chat_id);
			return chat_id;
		});
		const sent = chats.map(send);
		const wanted = Math.floor((kill * EVENTS_PER_KILL) / KILLS);
		while (chats.filter((chat) => !isOpen(chat)).length < wanted) await sleep(1);
		// Not always just as an answer leaves.
		if (kill % 2 === 0) await sleep(25);
		await stage.n8n.kill();
		await Promise.all(sent);
		await stage.start();
		for (let retry = 1; retry <= MOST_RETRIES; retry++) await Promise.all(chats.filter(isOpen).map(send));
		await calm(stage, hears);
	}

	const { client } = stage;
	const executions = await client.executions(hears.workflow);
	const stored = await Promise.all(
		executions.map(async ({ id, status }) => ({ status, text: await client.executionText(id) })),
	);
	return [...answers].map(([chat, given]) => ({
		answers: given,
		executions: stored.filter(({ text }) => text.includes(chat)).map(({ status }) => status),
	}));
}

/** Waits until no execution ends any more. Of those that were killed, n8n shows some as running for good. */
async function calm({ client }: Stage, { workflow }: Listener): Promise<void> {
	for (let before = -1; ; await sleep(2_000)) {
		const open = (await client.executions(workflow)).filter(({ status }) => !isOver(status)).length;
		if (open === before) return;
		before = open;
	}
}

/** How many events had which fate. */
function counts(fates: Fate[]): Record<string, number> {
	const groups = Map.groupBy(fates, ({ answers, executions }) => {
		const when = answers.length === 1 ? 'at once' : 'when sent again';
		return `answered ${when}: ${[...executions].sort().join(', ') || 'no execution'}`;
	});
	return Object.fromEntries([...groups].map(([what, group]) => [what, group.length]));
}

/** n8n is killed while it takes webhooks. */
export function takingKillTests(stage: Stage): void {
	test(
		'n8n is killed while it takes webhooks: what got no answer starts the workflow when it is sent again',
		async () => {
			const hears = await listener(stage);
			await stage.publish(hears.workflow);
			const fates = await killWhileTaking(stage, hears);
			console.log(counts(fates));
			expect(fates.map(({ answers }) => answers.at(-1))).toEqual(fates.map(() => 200));
			const retried = fates.filter(({ answers }) => answers.length > 1);
			expect(retried.length).toBeGreaterThan(KILLS);
			expect(retried.filter(({ executions }) => !executions.includes('success'))).toEqual([]);
		},
		TEST_TIMEOUT,
	);
}
