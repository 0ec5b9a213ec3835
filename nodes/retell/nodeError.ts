import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import { Explained } from './explained';

/** Turns anything thrown into n8n's own error, with the index of the item that it belongs to. */
export function nodeErrorOf(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions,
	thrown: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) {
		if (itemIndex !== undefined) thrown.context.itemIndex ??= itemIndex;
		return thrown;
	}
	const node = context.getNode();
	if (thrown instanceof Explained) {
		const { message, description } = thrown;
		return new NodeOperationError(node, message, { description, itemIndex });
	}
	return new NodeOperationError(node, thrown instanceof Error ? thrown : String(thrown), { itemIndex });
}
