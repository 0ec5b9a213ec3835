// What there is to know about an operation, in one place: the suites put it to work.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type Retell from 'retell-sdk';

import type { RecordedRequest, Sandbox } from '../../tools/sandbox/index.ts';
import type { Answer } from './answers.ts';
import type { Reply } from '../fuzz/replies.ts';

/** An item that comes out, by the fields that most have. */
export type Item = IDataObject & { chat_id: string; agent_id: string };
export type Row = Record<string, unknown>;

export interface OperationRecord<Input extends IDataObject = IDataObject> {
	/** Names the workflow and its node. */
	title: string;
	/** What a person fills in, with expressions that read the item. */
	parameters: INodeParameters;
	/** Makes the demo account of a sandbox ready, and returns the item that comes in. */
	prepare: (sandbox: Sandbox) => Input;
	/** The same with Retell's own SDK: the node must send the same requests. */
	sdk: (retell: Retell, input: Input) => Promise<unknown>;
	/** Throws unless the items that came out, and the account, are as they should be. */
	check: (items: Item[], sandbox: Sandbox, input: Input) => void;
	/** Each request that it may send, as `METHOD /path/:id`, and how it is answered. */
	calls: Record<string, Answer>;
	/** What comes out: one item or any number, of chats or of something else. */
	yields: 'one' | 'many' | 'one chat' | 'many chats';
	/** For the output's schema: a run that shows every field, if the one above does not, and fields that come only at times. */
	schema?: { parameters?: INodeParameters; prepare?: (sandbox: Sandbox) => IDataObject; sometimes?: string[] };
	/** What a person leaves to an AI agent, whose model fills it in. */
	tool?: INodeParameters;
	/** Throws unless what the rows say is true of the small account of the random cases. */
	holds?: (success: Success) => void;
	/** Throws unless the rows follow from what the server answered. */
	follows?: (answered: Answered) => void;
	/** The trigger that must come first; n8n's manual one if none is named. */
	trigger?: string;
}

/** A run with random parameters that succeeded. */
export interface Success {
	parameters: Row;
	rows: Row[];
	sandbox: Sandbox;
	requests: readonly RecordedRequest[];
}

/** A run against random answers that succeeded; the answers by the first part of the path. */
export interface Answered {
	parameters: Row;
	rows: Row[];
	asked: Array<{ method: string; path: string; body: string }>;
	replies: Record<string, Reply[]>;
}

/** Has the compiler look at a record by its own input; the suites need to know only that there is one. */
export function defineOperation<Input extends IDataObject>(record: OperationRecord<Input>): OperationRecord {
	return {
		...record,
		sdk: (retell, input) => record.sdk(retell, input as Input),
		check: (items, sandbox, input) => record.check(items, sandbox, input as Input),
	};
}
