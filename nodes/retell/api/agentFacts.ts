import { versionMissing } from '../../messages/agents';
import { textOf } from '../values';
import { isVersionNumber } from './answers';
import type { ChatAgent, ListedAgent } from './types';

/**
 * The number of an agent's version, which Retell's answers have always had.
 *
 * @throws TransientFault if it is not there
 */
export function versionOf(agent: ChatAgent): number {
	const { version } = agent;
	if (isVersionNumber(version)) return version;
	throw versionMissing(nameOf(agent));
}

/** The name of an agent; its id where it has none. */
export function nameOf({ agent_name: name, agent_id: id }: ListedAgent | ChatAgent): string {
	return textOf(name).trim() || id;
}
