import { isVersionNumber } from './answers';
import { PassingFault } from './explained';
import { nameOf } from './simplify';
import type { ChatAgent } from './types';

/**
 * The number of an agent's version, which Retell's answers have always had.
 *
 * @throws PassingFault if it is not there
 */
export function versionOf(agent: ChatAgent): number {
	const { version } = agent;
	if (isVersionNumber(version)) return version;
	throw new PassingFault(
		`Retell did not tell the version of the agent "${nameOf(agent)}"`,
		'Run this again. If it stays so, fill in the number of the version.',
	);
}
