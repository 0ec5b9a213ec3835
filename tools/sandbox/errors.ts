import type { ZodError } from 'zod';
import type { Quirks } from './quirks.ts';

/** Error texts of the Retell API reference, by status. */
export const ERROR_TEXTS: Readonly<Record<number, string>> = {
	400: 'Invalid request format, please check API reference.',
	401: 'API key is missing or invalid.',
	402: 'Trial has ended, please add payment method.',
	404: 'The requested resource was not found.',
	422: 'Cannot find requested asset under given api key.',
	429: 'Account rate limited, please throttle your requests.',
	500: 'An unexpected server error occurred.',
};

/** A refusal: becomes the answer `{"status":"error","message":...}` with this status, unless it has another body. */
export class Refusal extends Error {
	readonly status: number;
	readonly body: object;

	constructor(
		status: number,
		message: string = ERROR_TEXTS[status] ?? 'Error',
		body: object = errorBody(status, message),
	) {
		super(message);
		this.status = status;
		this.body = body;
	}
}

/** Retell's error body. */
export function errorBody(status: number, message?: string) {
	return { status: 'error', message: message ?? ERROR_TEXTS[status] ?? `Status ${status}` };
}

/** A 400 that lists everything wrong, in the form that the live service was seen to use, or in the documented one. */
export function invalid(quirks: Quirks, where: string, error: ZodError): Refusal {
	const list = error.issues.map((issue) => {
		const path = ['request', where, ...issue.path].join('/');
		return `${path} ${issue.message}`;
	});
	const words = list.join(', ');
	return quirks.validation === 'error_message'
		? new Refusal(400, words, { error_message: words })
		: new Refusal(400, `${ERROR_TEXTS[400]} ${words}`);
}

/** An id that is not (or no longer) there: 422 as documented or 404 as seen live. */
export function unknownId(quirks: Quirks, kind: string, id: string): Refusal {
	return quirks.unknownId === 422 ? new Refusal(422) : new Refusal(404, `Item ${id} not found from ${kind}`);
}
