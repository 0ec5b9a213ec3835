import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { CredentialFault, Explained, TransientFault } from '../messages/explained';
import { textOf } from './values';

type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** Does some work; whatever it throws becomes n8n's own error, as `finish` leaves it. */
export async function withNodeErrors<Of extends Context, Result>(
	context: Of,
	work: (context: Of) => Result | Promise<Result>,
	finish = (error: NodeApiError | NodeOperationError) => error,
): Promise<Result> {
	try {
		return await work(context);
	} catch (thrown) {
		throw finish(nodeErrorOf(context, thrown));
	}
}

/** Puts an error's advice into its message, too: where a workflow is published, n8n shows nothing else of an error. */
export function withAdvice(error: NodeApiError | NodeOperationError): NodeApiError | NodeOperationError {
	error.message = errorText(error);
	return error;
}

/** An error and its advice in one. */
export function errorText({ message, description }: NodeApiError | NodeOperationError): string {
	return [message, description].filter(Boolean).join('. ');
}

/** Turns anything thrown into n8n's own error, with the index of the item that it belongs to. */
export function nodeErrorOf(context: Context, thrown: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (thrown instanceof NodeApiError || thrown instanceof NodeOperationError) {
		if (itemIndex !== undefined) thrown.context.itemIndex ??= itemIndex;
		return thrown;
	}
	const node = context.getNode();
	if (thrown instanceof Explained) {
		const { message, description, status } = thrown;
		const error =
			status === undefined
				? new NodeOperationError(node, message, { description, itemIndex })
				: new NodeApiError(node, { message, status }, { message, description, httpCode: `${status}`, itemIndex });
		// Not by the constructor: that of n8n before 2.38 would drop it.
		error.failure = { cause: causeIn(thrown) };
		return error;
	}
	return new NodeOperationError(node, thrown instanceof Error ? thrown : textOf(thrown), { itemIndex });
}

/** In the terms by which n8n decides when to poll again (n8n 2.38 and newer): without them, it takes everything for transient. */
function causeIn(thrown: Explained) {
	if (thrown instanceof TransientFault) return 'temporarily-unavailable';
	return thrown instanceof CredentialFault ? 'credential-invalid' : 'configuration-invalid';
}
