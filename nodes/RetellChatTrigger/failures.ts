import type { IPollFunctions } from 'n8n-workflow';

import { firstPollFailed, pollFailed } from '../messages/pollingTrigger';
import { isTransient } from '../retell/http/causes';
import { nodeErrorOf, withAdvice } from '../retell/nodeError';
import type { Memory } from './memory';

/** Modes in which nobody waits for an answer, and in which an error can end the polling for good. */
const UNATTENDED = ['init', 'leadershipChange'];

/**
 * Decides whether a person hears of a failure. What a person must fix is thrown each time; what is
 * transient is thrown at the 4th, 8th, 16th... time in a row. Right after a restart nothing is thrown:
 * n8n could stop polling the workflow for good.
 */
export function throwOrLog(
	context: IPollFunctions,
	memory: Memory,
	thrown: unknown,
	{ isFirst, hasState }: { isFirst: boolean; hasState: boolean },
): null {
	const mode = context.getActivationMode();
	const error = nodeErrorOf(context, thrown);
	const log = (text: string) => {
		context.logger.warn(text, { description: error.description });
		return null;
	};
	const inARow = isTransient(thrown) ? ++memory.failures : 0;
	if (isFirst && UNATTENDED.includes(mode)) return log(firstPollFailed(error.message));
	// A durable scheduler calls each poll an update: there, only the first failure is excused. Without a state, nothing
	// was ever published that works: what a person must fix is told then.
	const { updates } = memory;
	const isExcusable = hasState || isTransient(thrown);
	if (isFirst && mode === 'update' && isExcusable && (updates.keepContext || !updates.wereExcused)) {
		updates.wereExcused = true;
		return log(firstPollFailed(error.message));
	}
	if (inARow > 0 && (inARow < 4 || !Number.isInteger(Math.log2(inARow)))) return log(pollFailed(error.message, inARow));
	// n8n shows nothing but the message to whoever publishes the workflow. A failed execution shows the advice by itself.
	const isPublishing = isFirst && !(mode === 'update' && hasState);
	throw isPublishing ? withAdvice(error) : error;
}
