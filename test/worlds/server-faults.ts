import { isRecord } from '../../nodes/retell/values.ts';
import { ERROR_TEXTS } from '../../tools/sandbox/index.ts';
import type { Dice } from './dice.ts';
import type { FaultPlan } from './plan.ts';

/** An answer as n8n's HTTP helper gives it. */
export interface Reply {
	statusCode: number;
	body: unknown;
	headers: Record<string, string>;
}

/** What a fault does to a request: another answer, a lost one, or a changed one. */
type Verdict =
	| { kind: 'answer'; reply: Reply }
	| { kind: 'lost' }
	| { kind: 'hang' }
	| { kind: 'slow' }
	| { kind: 'changed'; change: (body: unknown) => unknown };

interface Asked {
	path: string;
	body: unknown;
}

function keyOf(body: unknown): unknown {
	return isRecord(body) ? body.pagination_key : undefined;
}

function meets(fault: FaultPlan, { path, body }: Asked): boolean {
	if (fault.kind === 'deep' || fault.kind === 'sameKey') return keyOf(body) !== undefined;
	if (fault.kind === 'details') return path.startsWith('/get-chat');
	if (fault.kind === 'noKey' || fault.kind === 'noItems') return !path.startsWith('/get-chat');
	return true;
}

/** The first planned fault that a request runs into, if any. */
export function faultFor(faults: readonly FaultPlan[], now: number, asked: Asked, dice: Dice): Verdict | undefined {
	const fault = faults.find((one) => one.from <= now && now < one.to && meets(one, asked) && dice.chance(one.share));
	return fault && verdictOf(fault, keyOf(asked.body));
}

function verdictOf(fault: FaultPlan, key: unknown): Verdict {
	switch (fault.kind) {
		case 'status': {
			const { status, retryAfter } = fault;
			const body = { status: 'error', message: ERROR_TEXTS[status] ?? 'Error' };
			return {
				kind: 'answer',
				reply: { statusCode: status, body, headers: retryAfter ? { 'retry-after': retryAfter } : {} },
			};
		}
		case 'deep':
		case 'details':
			return { kind: 'answer', reply: { statusCode: 503, body: '<html>Service Unavailable</html>', headers: {} } };
		case 'garbage':
			return { kind: 'answer', reply: { statusCode: 200, body: '<html>Welcome to nginx!</html>', headers: {} } };
		case 'noItems':
			return { kind: 'answer', reply: { statusCode: 200, body: { status: 'ok', has_more: false }, headers: {} } };
		case 'noKey':
			return { kind: 'changed', change: (body) => withPaging(body, undefined) };
		case 'sameKey':
			return { kind: 'changed', change: (body) => withPaging(body, key) };
		case 'drop':
			return { kind: 'lost' };
		case 'hang':
			return { kind: 'hang' };
		case 'slow':
			return { kind: 'slow' };
	}
}

/** Whether only a person can mend it. */
export function isForPeople(fault: FaultPlan): boolean {
	return fault.kind === 'status' && [401, 402, 403].includes(fault.status);
}

function withPaging(body: unknown, key: unknown): unknown {
	return typeof body === 'object' ? { ...body, has_more: true, pagination_key: key } : body;
}
