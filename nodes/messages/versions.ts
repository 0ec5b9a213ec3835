// Above the output: which versions of agents are not live, or lack changes.

/** A version of an agent, by the agent's name. */
interface Version {
	version: string;
	agent: string;
}

const nameOf = ({ version, agent }: Version) => `Version ${version} of "${agent}"`;

/** "version 3", "versions 3, 4". */
const versionsOf = (numbers: string[]) => `${numbers.length === 1 ? 'version' : 'versions'} ${numbers.join(', ')}`;

const PUBLISH = 'use the operation "Publish" of the chat agent.';

export const draftNotLive = (version: Version) =>
	`${nameOf(version)} is a draft and isn't live yet. To make it live, ${PUBLISH}`;

export const draftsNotLive = (count: number) =>
	`${count} of these versions are drafts and aren't live yet. To make one live, ${PUBLISH}`;

/** `base`: the version that it was made from, if Retell tells, and whether that was a draft then. */
export const changesMayBeMissing = (
	version: Version,
	base: { version: number; wasDraft: boolean } | undefined,
	missing: string[],
) => {
	const from = base ? `version ${base.version}${base.wasDraft ? ' while that was a draft' : ''}` : 'another version';
	return `${nameOf(version)} is live. It was made from ${from}, so the changes of ${versionsOf(missing)} may be missing. If you need them, make them again with "Update Draft".`;
};

export const replacedByOther = (version: Version, other: string) =>
	`${nameOf(version)} was published, but version ${other} is live now. It was published at the same time and wasn't made from it, so these changes may not be live. If you need them, run this again.`;

export const draftLeft = (agent: string, drafts: string[]) =>
	drafts.length === 1
		? `A draft of "${agent}" that was made at the same time wasn't deleted: ${versionsOf(drafts)}. It doesn't have these changes. If nobody needs it, delete it with "Delete Version".`
		: `Drafts of "${agent}" that were made at the same time weren't deleted: ${versionsOf(drafts)}. They don't have these changes. If nobody needs them, delete them with "Delete Version".`;

/** `field`: in which each item says more. */
export const sameForMoreItems = (items: number, field: string) =>
	`The same applies to ${items} more of these items: see "${field}".`;

export const publishedBefore = (version: string) =>
	`Version ${version} was published before, and a version published after it is live. To go back, create a draft with "Create Draft Version" and this version as its base, and publish that.`;

export const liveVersionUnknown = (agentIds: string[]) => {
	const which = agentIds.length === 1 ? `the agent "${agentIds[0]}"` : `${agentIds.length} agents`;
	return `Retell didn't say which published version of ${which} is live, so "is_latest_published" is empty. Run this again, or check the Retell dashboard.`;
};
