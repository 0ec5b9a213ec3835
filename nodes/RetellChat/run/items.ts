import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { itemsFinished, operationUnknown, RETRY_ON_FAIL_IS_ON } from '../../messages/executions';
import { cancelled, connectToRetell, pause } from '../../retell/http/client';
import { errorText, nodeErrorOf } from '../../retell/nodeError';
import { isRecord, textOf } from '../../retell/values';
import { callerOf, isTool } from './caller';
import { inLanes } from './lanes';
import { perItem, type Item, type Operation, type Resource, type Run } from './operation';
import { readParallelRequests } from './parallelRequests';
import { Unfinished } from './unfinished';

type Failure = NodeApiError | NodeOperationError;

/**
 * Runs the chosen operation for every input item, several at a time. Outputs come in the order of
 * the input, each paired with the item that it came from. With "On Error: Continue", a failed item
 * yields its error.
 */
export async function runItems(
	context: IExecuteFunctions,
	resources: Record<string, Resource>,
): Promise<INodeExecutionData[][]> {
	const isCancelled = () => context.getExecutionCancelSignal()?.aborted === true;
	const parameters = parametersOf(context);
	const operation = operationOf(parameters[0], resources);
	const run = runOf(context, parameters, operation);
	const results = new Map<Item, object[]>();
	const failed = new Set<object>();
	let failure: { item: Item; error: Failure } | undefined;

	/** Whether n8n, which also retries for what is returned under `error`, would send again what must not be repeated. */
	const mayRepeat = () => run.sent.onceOnly && context.getNode().retryOnFail === true;

	const workOn = async (item: Item) => {
		try {
			if (isCancelled()) throw cancelled(context);
			if (!operation) throw operationUnknown(textOf(item.get('operation')), textOf(item.get('resource')));
			run.check(item);
			const result = await operation.execute(item);
			results.set(item, Array.isArray(result) ? result : [result]);
		} catch (thrown) {
			const error = errorOf(context, thrown, item);
			if (goesOn(context) && !isCancelled()) {
				const done = thrown instanceof Unfinished ? thrown.rows : [];
				const row = failureOf(
					isTool(context) ? inOneText(error) : error,
					isTool(context) && mayRepeat() ? 'failure' : 'error',
				);
				failed.add(row);
				results.set(item, [...done, row]);
			} else if (!failure || item.index < failure.item.index) {
				failure = { item, error };
			}
		}
	};
	await inLanes(
		run.items,
		perItem((item) => laneOf(item, operation)),
		run.parallel,
		workOn,
		() => failure !== undefined,
	).finally(() => {
		for (const end of run.atEnd) end();
	});
	const warning = mayRepeat() && !(isTool(context) && goesOn(context)) ? RETRY_ON_FAIL_IS_ON : undefined;
	if (failure) {
		const { length } = run.items;
		const noted = length === 1 ? failure.error : withNote(failure.error, itemsFinished(results.size, length));
		const error = warning ? withNote(noted, warning) : noted;
		throw isTool(context) ? inOneText(error) : error;
	}

	const rows = run.items.map((item) => results.get(item) ?? []);
	const summary = operation?.summarize?.(rows.flat(), run);
	for (const message of [summary, warning]) {
		if (message) context.addExecutionHints({ message, location: 'outputPane' });
	}
	const withInput = (json: IDataObject, item: number) =>
		failed.has(json) && keepsInput(context) ? { ...context.getInputData()[item]?.json, ...json } : json;
	return [
		rows.flatMap((each, item) =>
			each.filter(isData).map((json) => ({ json: withInput(json, item), pairedItem: { item } })),
		),
	];
}

function isData(row: object): row is IDataObject {
	return isRecord(row);
}

/** Reads the parameters of each input item. */
function parametersOf(context: IExecuteFunctions): Array<Item['get']> {
	return context
		.getInputData()
		.map((_, index) =>
			memoized((name: string): unknown => context.getNodeParameter(name, index, undefined, { extractValue: true })),
		);
}

function runOf(context: IExecuteFunctions, parameters: Array<Item['get']>, operation: Operation | undefined): Run {
	const timezone = context.getTimezone();
	const parallel = parallelOf(parameters[0], operation);
	const sent = { onceOnly: false };
	const send = connectToRetell(context, { parallel, sent });
	const run: Run = {
		send,
		sent,
		pause: async (ms) => await pause(context, ms),
		parallel,
		caller: callerOf(context),
		credentialId: context.getNode().credentials?.retellChatApi?.id ?? '',
		executionNumber: Number(context.getExecutionId()),
		signal: context.getExecutionCancelSignal(),
		cancelled: () => cancelled(context),
		check(item) {
			if (!operation) return;
			readParallelRequests(item, operation);
			operation.check?.(item);
		},
		log: (progress) => context.logger.info(progress),
		atEnd: [],
		items: [],
	};
	const getTemplate = (name: string): unknown => context.getNodeParameter(name, 0, undefined, { rawExpressions: true });
	parameters.forEach((get, index) => {
		const evaluate = (expression: string): unknown => context.evaluateExpression(expression, index);
		run.items.push({ index, get, getTemplate, evaluate, send, timezone, run });
	});
	return run;
}

/** One at a time if the option has no good value; each item then tells what is wrong with it. */
function parallelOf(get: Item['get'] | undefined, operation: Operation | undefined): number {
	try {
		return get && operation ? readParallelRequests({ get }, operation) : 1;
	} catch {
		return 1;
	}
}

/** Remembers what each name gave: n8n evaluates an expression anew each time, which is slow. */
function memoized(get: (name: string) => unknown): (name: string) => unknown {
	const known = new Map<string, unknown>();
	return (name) => {
		if (!known.has(name)) known.set(name, get(name));
		return known.get(name);
	};
}

/** None if a value of the item is wrong; its operation then tells so. */
function laneOf(item: Item, operation: Operation | undefined): string | undefined {
	try {
		return operation?.lane?.(item);
	} catch {
		return undefined;
	}
}

/** No expression can be given for these two, so they are the same for all items. */
function operationOf(get: Item['get'] | undefined, resources: Record<string, Resource>): Operation | undefined {
	const operations = get && ownOf(resources, get('resource'))?.operations;
	return operations && ownOf(operations, get('operation'));
}

/** Not what every object has, such as "constructor". */
function ownOf<Entry>(table: Record<string, Entry>, name: unknown): Entry | undefined {
	return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}

function errorOf(context: IExecuteFunctions, thrown: unknown, { index }: Item): Failure {
	if (!(thrown instanceof Unfinished)) return nodeErrorOf(context, thrown, index);
	return withNote(nodeErrorOf(context, thrown.reason, index), thrown.note);
}

/**
 * What becomes of a failed item: the error and its advice in one text. It has this key alone, since n8n
 * knows by that what belongs to the error output, and a `message` would take the place of the item's own.
 */
function failureOf(error: Failure, key: 'error' | 'failure'): IDataObject {
	const code = 'httpCode' in error && error.httpCode ? `(HTTP status ${error.httpCode})` : '';
	return { [key]: [errorText(error), code].filter(Boolean).join(' ') };
}

/**
 * Whether a failed item goes on with its error. As a tool it does unless a person wants it to stop:
 * of an error that is thrown, AI Agent 2 tells its model nothing.
 */
function goesOn(context: IExecuteFunctions): boolean {
	return context.continueOnFail() || (isTool(context) && context.getNode().onError !== 'stopWorkflow');
}

/** Whether a failed item goes on with what it brought. At the error output, n8n adds that itself. */
function keepsInput(context: IExecuteFunctions): boolean {
	return !isTool(context) && context.getNode().onError !== 'continueErrorOutput';
}

/** As a tool of an AI agent: n8n hands the model an error's message alone, so the advice has to be in it. */
function inOneText(error: Failure): Failure {
	error.message = withoutCodes(errorText(error));
	error.description = undefined;
	return error;
}

/** Without network codes such as ECONNRESET: n8n would put advice of its own in place of a message with one. */
function withoutCodes(text: string): string {
	return text.replace(/ \([A-Z][A-Z_]+\)/g, '');
}

function withNote(error: Failure, note: string): Failure {
	error.description = [error.description, note].filter(Boolean).join(' ');
	return error;
}
