import { readExecution } from '../n8n/execution.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { isTaken, type Delivery } from '../sandbox/webhooks/courier.ts';
import type { Facts, Told } from './account.ts';
import type { Audit } from './audit.ts';
import type { Chronicle } from './chronicle.ts';
import type { Site } from './site.ts';
import type { Written } from './traffic.ts';
import { ANSWER } from '../../test/e2e/support/people.ts';
import type { Workflows } from './workflows.ts';

/** The errors of calls that may have taken effect all the same say so. */
const IN_DOUBT = /\bmay (still )?have\b/i;

export function endedChats({ store }: Sandbox): string[] {
	return store
		.chats()
		.filter(({ chat_status }) => chat_status === 'ended')
		.map(({ chat_id }) => chat_id);
}

function isStartPage({ answer }: Delivery): boolean {
	return answer.startsWith('n8n is starting up');
}

function toldOf({ webhooks }: Sandbox): Told[] {
	const ends = webhooks.deliveries.filter(({ event }) => event === 'chat_ended');
	const attempts = Map.groupBy(ends, ({ chat_id: chat }) => chat ?? '');
	return [...attempts].map(([chat, all]) => {
		const taken = all.find((each) => isTaken(each) && !isStartPage(each));
		const before = all.slice(0, taken ? all.indexOf(taken) : undefined);
		const isRefused = ({ status }: Delivery) => status !== null && status >= 400;
		return {
			chat,
			takenAt: taken ? taken.at + (taken.ms ?? 0) : null,
			refusedBefore: before.some(isRefused),
			refused: all.filter(isRefused).map(({ at, ms }) => ({ from: at, to: at + (ms ?? 0) })),
			metStartPage: all.some(isStartPage),
		};
	});
}

function arrivedTexts({ store }: Sandbox): Map<string, number> {
	const counts = new Map<string, number>();
	for (const message of store.chats().flatMap(({ messages }) => messages)) {
		if (message.role === 'user') counts.set(message.content, (counts.get(message.content) ?? 0) + 1);
	}
	return counts;
}

/** What the executions that answer people were about: their texts, and what their errors said. */
async function answersOf(audit: Audit, { people }: Workflows) {
	const texts = new Map<string, string>();
	const saidUnsent = new Set<string>();
	for (const stored of await audit.data(people.id)) {
		const { id, received, errors } = readExecution(stored);
		const body = received[0]?.['body'];
		const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
		if (typeof text !== 'string') continue;
		texts.set(id, text);
		const error = errors.get(ANSWER);
		if (error !== undefined && !IN_DOUBT.test(error)) saidUnsent.add(text);
	}
	return { texts, saidUnsent };
}

interface Sources {
	site: Site;
	sandbox: Sandbox;
	audit: Audit;
	workflows: Workflows;
	chronicle: Chronicle;
	written: Written[];
	withoutData: Set<string>;
}

export async function gatherFacts(sources: Sources): Promise<Facts> {
	const { site, sandbox, audit, workflows, chronicle, written, withoutData } = sources;
	const executions = await audit.executions();
	const of = ({ id }: { id: string }) => executions.filter(({ workflow }) => workflow === id);
	const { texts, saidUnsent } = await answersOf(audit, workflows);
	const answering = of(workflows.people);
	const begunTwice = answering.filter(({ begun }) => begun > 1).map(({ id }) => texts.get(id) ?? '');
	return {
		ended: endedChats(sandbox),
		stored: await audit.stored(workflows.rows.id),
		polled: of(workflows.rows),
		withoutData,
		rows: (await site.client.rows(workflows.table)).map(({ chat_id }) => String(chat_id)),
		told: toldOf(sandbox),
		instant: of(workflows.instant),
		written,
		arrived: arrivedTexts(sandbox),
		answering,
		saidUnsent,
		begunTwice: new Set(begunTwice),
		interruptions: chronicle.interruptions,
	};
}
