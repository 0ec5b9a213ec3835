import { sleep } from 'n8n-workflow';

import { othersPublishedUnknown } from '../../../../messages/agents';
import { getChatAgent } from '../../../../retell/api/agents';
import { orNone } from '../../../../retell/api/call';
import type { AgentVersion } from '../../../../retell/api/types';
import { readVersions } from '../../../../retell/api/versionList';
import type { SendToRetell } from '../../../../retell/http/client';
import { Unfinished } from '../../../run/unfinished';
import { madeFrom, publishedOf } from './versionList';

/** Looks at a version that was published later, while it may be about to be put right. */
const MOST_LOOKS = 6;
/** Longest wait before the next look, in ms. */
const LONGEST_WAIT_MS = 700;

interface Rivals {
	/** Versions that were published since, before this one: it is live without their changes. */
	rivals: AgentVersion[];
	/**
	 * Bases of this one that were drafts and went live since: what was changed in them meanwhile is not in it.
	 * Whether Retell counts publishing as a change is not known, so there may be nothing of that.
	 */
	bases: number[];
	/** The version that is live without the changes of this one. */
	replacedBy?: number;
	/** All versions now. */
	versions: AgentVersion[];
}

/**
 * Looks at what else was published since, after a version was.
 *
 * @param before all versions at a time when `version` was a draft
 * @throws Unfinished if Retell cannot be asked
 */
export async function readRivals(
	send: SendToRetell,
	agentId: string,
	version: number,
	before: AgentVersion[],
): Promise<Rivals> {
	return await lookForRivals(send, agentId, version, before).catch((reason: unknown) => {
		throw new Unfinished([], reason, othersPublishedUnknown(version));
	});
}

async function lookForRivals(
	send: SendToRetell,
	agentId: string,
	version: number,
	before: AgentVersion[],
): Promise<Rivals> {
	const known = new Set(before.filter((each) => each.is_published === true).map((each) => each.version));
	const timeOf = new Map(before.map((each) => [each.version, each.last_modification_timestamp]));
	for (let looks = 1; ; looks++) {
		const versions = await readVersions(send, agentId);
		const line = madeFrom(versions, version);
		const bases = publishedOf(versions).filter(
			(each) => each !== version && line.has(each) && !known.has(each) && wasChanged(versions, each, timeOf.get(each)),
		);
		const rivals = versions.filter(
			(each) => each.is_published === true && !line.has(each.version) && !known.has(each.version),
		);
		if (rivals.length === 0) return { rivals, bases, versions };
		const last = await send(orNone(getChatAgent(agentId, 'latest_published')));
		if (last === 'none' || last.version === undefined || last.version === version) return { rivals, bases, versions };
		// Whoever published later looks at this version, as this does at those before.
		const live = last.version;
		if (madeFrom(versions, live).has(version)) return { rivals: [], bases: [], versions };
		if (looks === MOST_LOOKS) return { rivals: [], bases: [], replacedBy: live, versions };
		await sleep(LONGEST_WAIT_MS * Math.random());
	}
}

/** Whether a version was changed since a time, in ms since 1970. */
function wasChanged(versions: AgentVersion[], version: number, time: number | undefined): boolean {
	return versions.find((each) => each.version === version)?.last_modification_timestamp !== time;
}
