import type { IncomingHttpHeaders } from 'node:http';

/** A request as it reached the sandbox. */
export interface RecordedRequest {
	/** Arrival and answer by the sandbox clock, ms since the epoch; answeredAt null until answered. */
	at: number;
	answeredAt: number | null;
	method: string;
	/** Without the query, not decoded. */
	path: string;
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	/** Parsed JSON; undefined if there was none. */
	body: unknown;
	rawBody: string;
	/** The answered status; null when dropped, hung or still under way. */
	status: number | null;
	/** How many requests were under way when this one arrived, itself included. */
	inFlight: number;
}

/** What JSON says; undefined for none or nonsense. */
export function parsedOrUndefined(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
