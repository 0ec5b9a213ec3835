import type { WorkflowActivateMode } from 'n8n-workflow';
import type { Settings, WorldPlan } from './plan.ts';
import type { RequestRecord } from './server.ts';

/** How a poll came out, in n8n's eyes. */
export type Outcome = 'running' | 'items' | 'nothing' | 'threw' | 'killed' | 'superseded';

/** One poll, as it went. */
export interface PollRecord {
	number: number;
	/** The poll that n8n runs before it takes a workflow as active. */
	activating: boolean;
	activation: WorkflowActivateMode;
	manual: boolean;
	settings: Settings;
	/** Which process it ran in. */
	process: number;
	startedAt: number;
	endedAt: number;
	/** The server's clock when the poll was done. */
	serverTime: number;
	/** n8n gave it a state of an earlier poll. */
	hadState: boolean;
	/** Another poll of the same process was under way. */
	overlapped: boolean;
	requests: RequestRecord[];
	outcome: Outcome;
	items: DeliveredItem[];
	error?: { message: string; failure: unknown };
	/** JSON length of the state that the poll left. */
	stateSize: number;
	/** What n8n did with the items, where it was not the usual. */
	accident?: string;
}

/** What the checks look at in an item. */
export interface DeliveredItem {
	id: string;
	analysed: boolean;
	timedOut: boolean;
}

/** A chat that reached the workflow. */
export interface Delivery {
	item: DeliveredItem;
	poll: PollRecord;
}

/** From when which settings were in force. */
interface Epoch {
	at: number;
	settings: Settings;
}

/** Everything that a world went through. */
export interface WorldRecord {
	plan: WorldPlan;
	polls: PollRecord[];
	/** Items that reached the workflow, in order. */
	deliveries: Delivery[];
	epochs: Epoch[];
	/** What n8n lost: the state was stored, but the execution was not. */
	lostByN8n: Set<string>;
	/** What n8n forgot, so often: the execution was stored, but the state was not. */
	forgottenByN8n: Map<string, number>;
	/** The poll that published the workflow. */
	published?: PollRecord;
	/** What happened besides polls, for the story. */
	events: Array<{ at: number; text: string }>;
	/** Faults that were found while the world lived. */
	seen: Array<{ kind: string; text: string }>;
	closedAt: number;
}
