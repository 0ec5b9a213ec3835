import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { retellApi } from '../retell/api';
import { cancelled, connectToRetell } from '../retell/client';
import { Explained } from '../retell/explained';
import { nodeErrorOf } from '../retell/nodeError';
import type { Operation, Resource } from './operation';

/**
 * Runs the chosen operation for every input item, in input order, and pairs each output item with
 * the input item that it came from. With "On Error: Continue", a failed item yields its error.
 */
export async function runItems(
	context: IExecuteFunctions,
	resources: Record<string, Resource>,
): Promise<INodeExecutionData[][]> {
	const retell = retellApi(connectToRetell(context));
	const timezone = context.getTimezone();
	const output: INodeExecutionData[] = [];

	for (const itemIndex of context.getInputData().keys()) {
		const get = (name: string): unknown =>
			context.getNodeParameter(name, itemIndex, undefined, { extractValue: true });
		try {
			if (context.getExecutionCancelSignal()?.aborted) throw cancelled(context);
			const result = await chosen(resources, get).execute({ retell, get, timezone });
			for (const json of Array.isArray(result) ? result : [result]) {
				output.push({ json: jsonOf(json), pairedItem: { item: itemIndex } });
			}
		} catch (thrown) {
			const error = nodeErrorOf(context, thrown, itemIndex);
			if (!context.continueOnFail() || context.getExecutionCancelSignal()?.aborted) throw error;
			output.push({ json: failureOf(error), pairedItem: { item: itemIndex } });
		}
	}
	return [output];
}

/** What a failed item carries on. n8n takes an item with just these two keys to the error output. */
function failureOf(error: NodeApiError | NodeOperationError): IDataObject {
	const code = 'httpCode' in error && error.httpCode ? `(HTTP status ${error.httpCode})` : '';
	const message = [error.description, code].filter(Boolean).join(' ');
	return { error: error.message, ...(message && { message }) };
}

function chosen(resources: Record<string, Resource>, get: (name: string) => unknown): Operation {
	const resource = String(get('resource'));
	const operation = String(get('operation'));
	const found = resources[resource]?.operations[operation];
	if (found) return found;
	throw new Explained(
		`This version of the node has no operation "${operation}" for "${resource}"`,
		'Choose another operation, or update the package in n8n under Settings, Community nodes.',
	);
}

function jsonOf(result: object): IDataObject {
	return Object.fromEntries(Object.entries(result));
}
