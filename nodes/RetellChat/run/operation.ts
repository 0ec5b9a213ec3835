import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../parameters/parameters';
import type { SendToRetell, Sent } from '../../retell/http/client';
import type { Caller } from './caller';

/** One execution of the node, with all of its input items. */
export interface Run {
	send: SendToRetell;
	items: Item[];
	sent: Readonly<Sent>;
	/** Waits for so many ms. Throws if the execution is cancelled meanwhile. */
	pause: (ms: number) => Promise<void>;
	/** Requests at the same time at most. */
	parallel: number;
	caller: Caller;
	/** The credential, by its ID in this n8n: what a process knows of one account counts for no other. */
	credentialId: string;
	/** The execution's number in this n8n; NaN if it has none. */
	executionNumber: number;
	/** Aborted when a person stops the execution. */
	signal: AbortSignal | undefined;
	/** What ends an item then. */
	cancelled: () => Error;
	/** Throws for an item that the operation is not asked to work on. */
	check: (item: Item) => void;
	/** Writes into n8n's log how far a long operation is. */
	log: (progress: string) => void;
	/** Called when the execution of the node is over, however it ended. */
	atEnd: Array<() => void>;
}

/** What an operation works with: one input item's parameters and the way to Retell. */
export interface Item extends Parameters {
	/** Its index among the input items, from 0. */
	index: number;
	send: SendToRetell;
	/** A parameter as it stands in the workflow, the same for all items: an expression as its text. */
	getTemplate: (name: string) => unknown;
	/** What an expression such as `{{ $json.from }}` gives for this item. */
	evaluate: (expression: string) => unknown;
	run: Run;
}

export interface Operation {
	name: string;
	/** What n8n shows in its list of actions and gives to an AI agent: "Create a chat". */
	action: string;
	description: string;
	fields: INodeProperties[];
	/** Whether one item can be about many chats. */
	isBulk?: boolean;
	/** Requests at the same time at most, unless a person decides: for those that cost more than others. */
	mostParallel?: number;
	/** Whether it asks Retell nothing. */
	sendsNothing?: boolean;
	/** Items with the same lane are worked on one after the other, in their order. */
	lane?: (item: Item) => string;
	/** Throws for wrong values that count only after something was sent: they must not cost what was done. */
	check?: (item: Item) => void;
	/** What a person should know of all that came out, shown above the node's output. */
	summarize?: (rows: object[], run: Run) => string;
	/** Does the work for one item: one result, or a list with one entry per output item. */
	execute: (item: Item) => Promise<object | object[]>;
}

export interface Resource {
	name: string;
	/** Its name where there is little room. */
	short: string;
	operations: Record<string, Operation>;
}

/** Makes a reader that reads each item once, however often it is asked. What the first reading threw, each throws. */
export function perItem<Value>(read: (item: Item) => Value): (item: Item) => Value {
	const readings = new WeakMap<Item, { value: Value } | { thrown: unknown }>();
	return (item) => {
		const reading = readings.get(item) ?? tryTo(() => read(item));
		readings.set(item, reading);
		if ('thrown' in reading) throw reading.thrown;
		return reading.value;
	};
}

function tryTo<Value>(read: () => Value): { value: Value } | { thrown: unknown } {
	try {
		return { value: read() };
	} catch (thrown) {
		return { thrown };
	}
}

/** Something that all items of an execution share: made when the first of them asks for it. */
export function perRun<Shared>(make: (run: Run) => Shared): (run: Run) => Shared {
	const made = new WeakMap<Run, Shared>();
	return (run) => {
		const shared = made.get(run) ?? make(run);
		made.set(run, shared);
		return shared;
	};
}
