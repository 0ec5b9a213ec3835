import { isRecord } from '../../nodes/retell/values.ts';
import type { Breach } from './checks.ts';
import { isCalm } from './expected.ts';
import type { FaultPlan, WorldPlan } from './plan.ts';
import { isForPeople } from './server-faults.ts';
import type { PollRecord, WorldRecord } from './record.ts';

/** With what is added so that not all come at once, in ms. */
const LONGEST_HELD = 301_000;
const CAUSES = ['rate-limited', 'temporarily-unavailable', 'credential-invalid', 'configuration-invalid'];

/** Failures: never in the way of an activation, never hidden for good, never a flood. */
export function checkFailures(record: WorldRecord): Breach[] {
	return [...registrations(record), ...auth(record), ...passing(record), ...causes(record), ...needless(record)];
}

/** The fault that met all requests from the first to the last moment of a poll, if there was one. */
function outage({ plan }: WorldRecord, { startedAt, endedAt }: PollRecord): FaultPlan | undefined {
	const during = plan.faults.filter(({ from, to }) => from <= endedAt && to > startedAt);
	const [fault, ...others] = during;
	const total = fault && fault.share === 1 && fault.from <= startedAt && fault.to > endedAt && others.length === 0;
	return total && ['status', 'drop', 'garbage', 'noItems', 'hang'].includes(fault.kind) ? fault : undefined;
}

const counts = (poll: PollRecord) =>
	!poll.manual && !poll.overlapped && poll.outcome !== 'killed' && poll.outcome !== 'superseded';

function registrations(record: WorldRecord): Breach[] {
	return record.polls.flatMap((poll): Breach[] => {
		const { number, activating, activation, hadState, outcome, error, requests } = poll;
		if (!activating) return [];
		const fault = outage(record, poll);
		const isRefused = fault !== undefined && isForPeople(fault);
		if (outcome === 'nothing' && activation === 'activate' && !hadState && isRefused && requests.length > 0) {
			const text = `poll ${number} published the workflow with a key that is refused`;
			return [{ kind: 'publishing let through', text }];
		}
		if (outcome !== 'threw') return [];
		// In the durable engines an update cannot be told from a tick: only the first failure is let pass.
		const asTick = activation === 'update' && record.plan.persistence !== 'default';
		const before = record.polls.findLast((other) => other.number < number && !other.manual);
		if (asTick && before && !isCalm(before)) return [];
		const text = `the activating poll ${number} (${activation}) threw: ${error?.message ?? ''}`;
		if (hadState) return [{ kind: 'dead registration', text }];
		return fault && !isRefused ? [{ kind: 'publishing blocked', text }] : [];
	});
}

/**
 * What a person must mend is told with every poll after an activation. In the durable engines each
 * poll looks like one, so the first of a row may pass.
 */
function auth(record: WorldRecord): Breach[] {
	let row = 0;
	let process = 0;
	return record.polls.flatMap((poll) => {
		const fault = outage(record, poll);
		if (!fault || !isForPeople(fault)) row = 0;
		if (!fault || !isForPeople(fault) || poll.activating || !counts(poll)) return [];
		row = poll.process === process ? row + 1 : 1;
		process = poll.process;
		// An activating poll that found another one under way did not ask: this is the first after it.
		const before = record.polls.findLast(({ number, manual }) => number < poll.number && !manual);
		if (before?.activating && before.requests.length === 0) return [];
		if (poll.outcome === 'threw' || (record.plan.persistence !== 'default' && row === 1)) return [];
		return [{ kind: 'hidden', text: `poll ${poll.number} said nothing of a refused key` }];
	});
}

/** In an outage, polls 4, 8, 16... in a row are told, and no others. */
function passing(record: WorldRecord): Breach[] {
	const breaches: Breach[] = [];
	let row = 0;
	let process = 0;
	let certain = true;
	for (const poll of record.polls) {
		if (poll.manual) continue;
		if (poll.process !== process || !counts(poll)) certain = false;
		process = poll.process;
		const fault = outage(record, poll);
		if (!fault || isForPeople(fault)) {
			row = 0;
			// Only after a poll that went well it is clear where the count begins.
			certain =
				poll.outcome !== 'threw' &&
				counts(poll) &&
				poll.requests.length > 0 &&
				poll.requests.every((one) => !one.faulty);
			continue;
		}
		row += 1;
		if (!certain || poll.activating) continue;
		const due = row >= 4 && Number.isInteger(Math.log2(row));
		if (due !== (poll.outcome === 'threw')) {
			breaches.push({
				kind: due ? 'silent outage' : 'loud outage',
				text: `poll ${poll.number}, failure ${row} in a row: ${poll.outcome}`,
			});
		}
	}
	return breaches;
}

function causes({ polls }: WorldRecord): Breach[] {
	return polls.flatMap(({ number, error }) => {
		if (!error || error.failure === undefined) return [];
		const { failure } = error;
		const cause = isRecord(failure) ? failure.cause : undefined;
		const known = typeof cause === 'string' && CAUSES.includes(cause);
		return known
			? []
			: [{ kind: 'cause', text: `poll ${number} threw with an unknown cause: ${JSON.stringify(failure)}` }];
	});
}

/** Without a fault nothing may throw, and no request may be one that Retell refuses. */
function needless({ plan, polls }: WorldRecord): Breach[] {
	return polls.flatMap((poll) => {
		const { number, outcome, requests, error, manual } = poll;
		const refused = requests.find((request) => request.refused !== undefined);
		if (refused)
			return [{ kind: 'refused', text: `poll ${number} sent what Retell refuses: ${refused.refused ?? ''}` }];
		const calm = outcome === 'threw' && !manual && requests.every(({ faulty }) => !faulty) && !isHeldBack(plan, poll);
		return calm ? [{ kind: 'threw', text: `poll ${number} threw without a fault: ${error?.message ?? ''}` }] : [];
	});
}

/** Whether nothing could be sent: all requests of a process wait while Retell limits one of them, for five minutes at most. */
function isHeldBack({ faults }: WorldPlan, { requests, startedAt }: PollRecord): boolean {
	const limits = faults.filter((fault) => fault.kind === 'status' && fault.status === 429);
	return requests.length === 0 && limits.some(({ from, to }) => from <= startedAt && startedAt < to + LONGEST_HELD);
}
