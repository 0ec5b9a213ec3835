import type { IDataObject, INodeExecutionData, INodeType, IPollFunctions, WorkflowActivateMode } from 'n8n-workflow';
import { isRecord } from '../../nodes/retell/values.ts';
import { polling } from './host.ts';
import type { Settings } from './plan.ts';
import type { DeliveredItem, PollRecord, WorldRecord } from './record.ts';
import type { NodeRequest, WorldServer } from './server.ts';
import type { VirtualTime } from '../host/time.ts';

/** A context that polls can run in, by which settings, and what the trigger keeps there. */
export interface Ground {
	context: IPollFunctions;
	settings: Settings;
	state: () => IDataObject;
}

interface Occasion {
	activating: boolean;
	activation: WorkflowActivateMode;
	manual?: boolean;
}

interface PollerSettings {
	time: VirtualTime;
	server: WorldServer;
	record: WorldRecord;
	process: () => number;
	nodeType: () => INodeType;
}

/** What calls the node's poll and keeps the record of it. */
export function createPoller({ time, server, record, process, nodeType }: PollerSettings) {
	const underWay = new Set<PollRecord>();

	function begin({ settings, state }: Ground, { activating, activation, manual = false }: Occasion): PollRecord {
		const overlapped = [...underWay].some((other) => other.process === process() && !other.manual);
		for (const other of underWay) if (other.process === process() && !manual) other.overlapped = true;
		const poll: PollRecord = {
			number: record.polls.length + 1,
			activating,
			activation,
			manual,
			settings,
			process: process(),
			startedAt: time.now(),
			endedAt: time.now(),
			serverTime: server.now(),
			hadState: Object.keys(state()).length > 0,
			overlapped,
			requests: [],
			outcome: 'running',
			items: [],
			stateSize: 0,
		};
		record.polls.push(poll);
		underWay.add(poll);
		return poll;
	}

	function finish(poll: PollRecord, state: IDataObject): void {
		poll.endedAt = time.now();
		poll.serverTime = server.now();
		underWay.delete(poll);
		if (poll.process !== process()) poll.outcome = 'killed';
		poll.stateSize = JSON.stringify(state).length;
		const fault = unstorable(state);
		if (fault !== undefined) record.seen.push({ kind: 'state', text: fault });
	}

	return {
		busy: () => underWay.size > 0,
		/** Polls under way come to nothing. */
		kill: () => {
			for (const poll of underWay) poll.outcome = 'killed';
		},
		run: async (ground: Ground, occasion: Occasion): Promise<PollRecord> => {
			const poll = begin(ground, occasion);
			const type = nodeType();
			const request = (asked: NodeRequest) => server.answer(asked, (entry) => poll.requests.push(entry));
			try {
				const result = await polling.run({ request }, async () => (await type.poll?.call(ground.context)) ?? null);
				poll.items = result ? result.flat().map(itemOf) : [];
				poll.outcome = result === null ? 'nothing' : 'items';
				if (result !== null && poll.items.length === 0) {
					record.seen.push({ kind: 'empty', text: `poll ${poll.number} started an execution without items` });
				}
			} catch (error) {
				poll.outcome = 'threw';
				poll.error = { message: messageOf(error), failure: isRecord(error) ? error.failure : undefined };
			}
			finish(poll, ground.state());
			return poll;
		},
	};
}

function itemOf({ json }: INodeExecutionData): DeliveredItem {
	return {
		id: typeof json.chat_id === 'string' ? json.chat_id : JSON.stringify(json),
		analysed: typeof json.chat_summary === 'string' || isRecord(json.chat_analysis),
		timedOut: json.analysis_timed_out === true,
	};
}

function messageOf(error: unknown): string {
	if (!(error instanceof Error)) return `not an Error: ${String(error)}`;
	const description = 'description' in error && typeof error.description === 'string' ? ` (${error.description})` : '';
	return error.message + description;
}

/** What of a state would not come back out of the database as it went in. */
function unstorable(value: unknown, path = 'state'): string | undefined {
	if (value === undefined || typeof value === 'string' || typeof value === 'boolean' || value === null)
		return undefined;
	if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
	if (typeof value !== 'object' || value instanceof Date || value instanceof Map || value instanceof Set) {
		return `${path} is no plain JSON`;
	}
	for (const [key, inner] of Object.entries(value)) {
		const fault = unstorable(inner, `${path}.${key}`);
		if (fault !== undefined) return fault;
	}
	return undefined;
}
