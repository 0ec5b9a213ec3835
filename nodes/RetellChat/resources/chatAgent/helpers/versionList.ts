import { getChatAgent } from '../../../../retell/api/agents';
import { orNone } from '../../../../retell/api/call';
import type { AgentVersion, ChatAgent } from '../../../../retell/api/types';
import type { SendToRetell } from '../../../../retell/http/client';

/** Versions that were changed so shortly after one another may be those of executions that run now. */
const IN_PLAY_MS = 60_000;

/** The numbers of those that are published. */
export function publishedOf(versions: AgentVersion[]): number[] {
	return versions.filter(({ is_published: isPublished }) => isPublished === true).map(({ version }) => version);
}

/** Those that were made after one version and before another. */
export function between(versions: AgentVersion[], after: number, before: number): AgentVersion[] {
	return versions.filter(({ version }) => version > after && version < before);
}

/** Whether a draft may be about to go: an execution that runs now deletes its own, if others were made just before. */
export function isInPlay(
	{ last_modification_timestamp: time }: Pick<ChatAgent, 'last_modification_timestamp'>,
	others: AgentVersion[],
): boolean {
	return others.some((each) => !(Math.abs(each.last_modification_timestamp - time) > IN_PLAY_MS));
}

/**
 * A version and those that it was made from, as far as it surely has their changes. Retell names the base of
 * a version. If that was a draft, it may have been changed afterwards: then its later changes are missing.
 */
export function madeFrom(versions: AgentVersion[], version: number): Set<number> {
	const line = new Set([version]);
	const seen = new Set<AgentVersion>();
	let since = Infinity;
	let one = versions.find((each) => each.version === version);
	while (one && !seen.has(one)) {
		const { version: number, base_version: base, last_modification_timestamp: time } = one;
		if (!(time > since)) line.add(number);
		seen.add(one);
		since = Math.min(since, time);
		one = versions.find((each) => each.version === base);
	}
	return line;
}

/** The version that is live. Where Retell names none, the newest published one is taken for it. */
export async function readLive(
	send: SendToRetell,
	agentId: string,
	versions: AgentVersion[],
): Promise<number | undefined> {
	const last = await send(orNone(getChatAgent(agentId, 'latest_published')));
	if (last !== 'none' && last.version !== undefined) return last.version;
	const published = publishedOf(versions);
	return published.length > 0 ? Math.max(...published) : undefined;
}

/**
 * The published versions whose changes are live and would be lost if a version of this line went live.
 * Others were replaced before, by whoever published the live one.
 *
 * @param versions were read before this looks for the live one, so that nothing is published in between unseen
 */
export async function readLacking(
	send: SendToRetell,
	agentId: string,
	versions: AgentVersion[],
	line: Set<number>,
): Promise<number[]> {
	const others = publishedOf(versions).filter((each) => !line.has(each));
	if (others.length === 0) return [];
	const live = await readLive(send, agentId, versions);
	if (live === undefined || line.has(live)) return [];
	const alive = madeFrom(versions, live);
	return others.filter((each) => alive.has(each));
}
