import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { isRecord } from '../retell/answers';
import { nodeErrorOf } from '../retell/nodeError';
import { isFirstPollOf, memoryOf, oneAtATime, recall, remember, type Memory } from './memory';
import { deliveredItem } from './items';
import { poll, startPolling } from './poll/poll';
import { readState, type PollState } from './poll/state';
import type { Server } from './poll/types';
import { passes, serverFor } from './server';
import { readSettings, type TriggerSettings } from './settings';

/** Where the state stands in the node's static data. */
const KEY = 'retellChatTrigger';
/** Modes in which nobody waits for an answer, and in which an error can end the polling for good. */
const UNATTENDED = ['init', 'leadershipChange'];

/** One poll: reads what n8n stored, asks Retell, and stores the new state in one statement. */
export async function runPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const memory = memoryOf(context);
	return await oneAtATime(memory, async (isCurrent) => {
		const began = Date.now();
		const first = isFirstPollOf(context);
		const mode = context.getActivationMode();
		if (!first) memory.keepsContext = true;
		// Publishing starts afresh: the failures before must not block it.
		if (first && (mode === 'activate' || mode === 'create')) Object.assign(memory, { unstored: undefined, failures: 0 });

		const data = context.getWorkflowStaticData('node');
		const stored = data[KEY];
		const { state: read, damaged } = readState(stored, began);
		if (damaged) context.logger.error('Retell Chat Trigger: the stored state is damaged');
		const state = recall(memory, stored, read);

		try {
			const settings = readSettings(context);
			const server = serverFor(context, settings, memory);
			const published = publishedAt(memory, stored);
			const from = state ?? (await start(server, settings, published));
			// Published a moment ago: there is nothing to deliver yet.
			const isFresh = !state && published === undefined;
			const { items, next } = isFresh ? { items: [], next: from } : await goOn(server, settings, from);
			if (!isCurrent()) return null;
			Object.assign(memory, { failures: 0, wasLenient: false, publishedAt: undefined, read: undefined });
			// What was learned without items stays: n8n may yet discard this result with its state.
			if (items.length === 0) remember(memory, stored, next);
			data[KEY] = next;
			return items.length === 0 ? null : [items];
		} catch (thrown) {
			if (!isCurrent()) return null;
			if (!state && passes(thrown)) {
				memory.publishedAt = publishedAt(memory, stored) ?? began;
				data[KEY] = { publishedAt: memory.publishedAt };
			}
			return letPass(context, memory, thrown, first, state);
		}
	});
}

async function goOn(server: Server, settings: TriggerSettings, state: PollState) {
	const { deliveries, state: next } = await poll(server, settings, state);
	return { items: deliveries.map((delivery) => deliveredItem(delivery, settings)), next };
}

async function start(server: Server, settings: TriggerSettings, published: number | undefined) {
	return await startPolling(server, settings, () => (published === undefined ? 0 : Date.now() - published));
}

/** When the workflow was published, if Retell could not be asked then, by this machine's clock. */
function publishedAt({ publishedAt: remembered }: Memory, stored: unknown): number | undefined {
	if (remembered !== undefined) return remembered;
	return isRecord(stored) && typeof stored.publishedAt === 'number' ? stored.publishedAt : undefined;
}

/**
 * Decides whether a person hears of a failure. What a person must mend is thrown each time; what
 * passes is thrown at the 4th, 8th, 16th... time in a row. Right after a restart nothing is thrown:
 * n8n could stop polling the workflow for good.
 */
function letPass(
	context: IPollFunctions,
	memory: Memory,
	thrown: unknown,
	first: boolean,
	state: PollState | undefined,
): null {
	const mode = context.getActivationMode();
	const error = nodeErrorOf(context, thrown);
	const note = (why: string) => {
		context.logger.warn(`Retell Chat Trigger: ${error.message} (${why})`, { description: error.description });
		return null;
	};
	const inARow = passes(thrown) ? ++memory.failures : 0;
	if (first && UNATTENDED.includes(mode)) return note('tried again with the next poll');
	// A durable scheduler calls each poll an update: there, only the first one is let pass.
	if (first && mode === 'update' && state && (memory.keepsContext || !memory.wasLenient)) {
		memory.wasLenient = true;
		return note('tried again with the next poll');
	}
	if (inARow > 0 && (inARow < 4 || !Number.isInteger(Math.log2(inARow)))) {
		return note(`failure ${inARow} in a row`);
	}
	throw error;
}

