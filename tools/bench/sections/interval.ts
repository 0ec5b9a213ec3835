import { LATENCY_MS, PARALLEL, measure, type Sandbox, type Trial } from '../measure.ts';
import type { Stage } from '../stage.ts';

const MOST_TRIALS = 40;

/**
 * The smallest time between two batches with which the HTTP Request node keeps to the parallelism:
 * 99 of 100 requests meet no more than the others of their batch.
 */
export async function calibrate(
	stage: Stage,
	sandbox: Sandbox,
	trial: Trial,
	say: (doing: string) => void,
): Promise<number> {
	for (let interval = LATENCY_MS; interval < LATENCY_MS + MOST_TRIALS; interval++) {
		say(`the time between batches: ${interval} ms?`);
		const { seen } = await measure(stage, sandbox, { ...trial, interval });
		if (seen.inFlight.usual <= PARALLEL) return interval;
	}
	throw new Error('No time between batches keeps the HTTP Request node to its parallelism');
}
