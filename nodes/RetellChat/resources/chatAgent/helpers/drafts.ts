import { liveOrNotUnknown, stillADraft } from '../../../../messages/agents';
import {
	changesMayBeMissing,
	draftLeft,
	draftNotLive,
	draftsNotLive,
	replacedByOther,
	sameForMoreItems,
} from '../../../../messages/versions';
import { isOn } from '../../../../parameters/check/values';
import { versionOf } from '../../../../retell/api/agentFacts';
import { deleteAgentVersion, getChatAgent, publishAgentVersion } from '../../../../retell/api/agents';
import { orGone } from '../../../../retell/api/call';
import type { ChatAgent } from '../../../../retell/api/types';
import type { SendToRetell } from '../../../../retell/http/client';
import { simplifyChatAgent } from '../../../../retell/output/simplify';
import { isRecord, textOf } from '../../../../retell/values';
import type { Item } from '../../../run/operation';
import { Unfinished } from '../../../run/unfinished';

type Row = Record<string, unknown>;

// An agent has versions. Retell changes drafts only; a published version stays as it is for good.

/**
 * Publishes a draft and gives back what is published then.
 *
 * @throws Explained if Retell accepted the call and the version is a draft all the same, which it was seen
 * to do; Unfinished if nobody could look
 */
export async function publish(
	send: SendToRetell,
	agentId: string,
	draft: ChatAgent,
	texts: { version_title?: string; version_description?: string } = {},
): Promise<ChatAgent> {
	const version = versionOf(draft);
	const refused = await send(publishAgentVersion(agentId, { version, ...texts })).then(
		() => undefined,
		async (reason: unknown) => {
			// Somebody else may have published the same version a moment before.
			const now = await send(getChatAgent(agentId, version)).catch(() => undefined);
			if (now?.is_published !== true) throw reason;
			return now;
		},
	);
	if (refused) return refused;
	const now = await send(getChatAgent(agentId, version)).catch((reason: unknown) => {
		throw new Unfinished([], reason, liveOrNotUnknown(version));
	});
	if (now.is_published === true) return now;
	throw stillADraft(version, agentId);
}

/**
 * Deletes a draft that was made here, unless somebody has changed or published it meanwhile. Throws nothing.
 *
 * @returns "used" if somebody has; "stays" if Retell did not delete it
 */
export async function discard(
	send: SendToRetell,
	agentId: string,
	draft: ChatAgent,
): Promise<'gone' | 'used' | 'stays'> {
	const version = versionOf(draft);
	const now = await send(orGone(getChatAgent(agentId, version))).catch(() => undefined);
	if (now === undefined || now === 'gone') return now ?? 'stays';
	const isUnchanged = now.last_modification_timestamp === draft.last_modification_timestamp;
	if (now.is_published !== false || !isUnchanged) return 'used';
	return await send(deleteAgentVersion(agentId, version)).then(
		() => 'gone',
		() => 'stays',
	);
}

/** An agent for the output. */
export function present(item: Item, agent: ChatAgent): object {
	return isOn(item.get('simplify')) ? simplifyChatAgent(agent) : agent;
}

/** What a person should know of a version that was changed or published. */
export interface VersionNotes {
	/** Published versions that were live before, or at the same time, and whose changes it may lack. */
	lacking?: number[];
	/** The version that it was made from. */
	base?: number | null;
	/** A version that was published later, and is live without its changes. */
	replacedBy?: number;
	/** Drafts that were made at the same time, and stay. */
	left?: number[];
}

/** The notes as fields of the item, those that there are. */
export function fieldsOf({ lacking = [], base, replacedBy, left = [] }: VersionNotes): object {
	return {
		...(lacking.length > 0 && { base_version: base ?? null, versions_not_included: lacking }),
		...(replacedBy !== undefined && { replaced_by_version: replacedBy }),
		...(left.length > 0 && { drafts_left: left }),
	};
}

/**
 * Says above the output what is a draft, so that nobody waits for a change that is not live; and whose
 * changes are not live, so that nobody loses one unknowingly.
 */
export function tellDrafts(rows: object[]): string {
	const versions = rows.filter(isRecord);
	const [first, ...others] = versions.filter((row) => row.is_published === false);
	return [
		...(first ? [others.length === 0 ? draftNotLive(nameOf(first)) : draftsNotLive(others.length + 1)] : []),
		...tellFirst(versions, 'versions_not_included', (row, numbers) =>
			changesMayBeMissing(nameOf(row), baseOf(row), numbers),
		),
		...tellFirst(versions, 'replaced_by_version', (row) =>
			replacedByOther(nameOf(row), textOf(row.replaced_by_version)),
		),
		...tellFirst(versions, 'drafts_left', (row, numbers) => draftLeft(nameOf(row).agent, numbers)),
	].join(' ');
}

/** A sentence about the first row that has a field, and how many more have it. */
function tellFirst(rows: Row[], field: string, tell: (row: Row, versions: string[]) => string): string[] {
	const [first, ...others] = rows.filter((row) => row[field] !== undefined);
	if (!first) return [];
	const sentence = tell(first, [first[field]].flat().map(textOf));
	return others.length > 0 ? [sentence, sameForMoreItems(others.length, field)] : [sentence];
}

function baseOf({ base_version: base, versions_not_included: numbers }: Row) {
	if (typeof base !== 'number') return undefined;
	return { version: base, wasDraft: Array.isArray(numbers) && numbers.includes(base) };
}

function nameOf(row: Row) {
	return { version: textOf(row.version), agent: textOf(row.agent_name || row.agent_id) };
}
