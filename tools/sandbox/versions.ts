import type { Retell } from 'retell-sdk';
import { ERROR_TEXTS, Refusal, unknownId } from './errors.ts';
import type { Quirks } from './quirks.ts';
import { given, latestVersion } from './records.ts';
import type { AgentRecord, AgentSettings, AgentVersion } from './records.ts';
import type { Store } from './store.ts';

type Reference = string | number | undefined;

/** A chat agent by its id; voice agents are unknown here. */
export function chatAgent(store: Store, quirks: Quirks, id: string): AgentRecord {
	const agent = store.agent(id);
	if (agent?.channel !== 'chat') throw unknownId(quirks, 'agent', id);
	return agent;
}

/** The agent of a new chat: a voice agent is known, and refused [seen live]. */
export function agentToChat(store: Store, quirks: Quirks, id: string): AgentRecord {
	if (store.agent(id)?.channel === 'voice') throw new Refusal(422, 'Cannot start a chat session with selected agent');
	return chatAgent(store, quirks, id);
}

/**
 * The version a reference means: a number, `latest` (the default, drafts included), `latest_published`
 * (the one published last), or a tag; a tag without a version means the latest (Retell API reference).
 */
export function resolveVersion(agent: AgentRecord, reference: Reference, quirks: Quirks): AgentVersion {
	if (reference === undefined || reference === 'latest') return latestVersion(agent);
	if (reference === 'latest_published') {
		const published = agent.versions.filter((version) => version.is_published);
		if (published.length === 0) throw new Refusal(400, `Agent ${agent.agent_id} has no published version.`);
		const last = published.find((version) => version.version === agent.lastPublished);
		return last ?? latestVersion({ ...agent, versions: published });
	}
	const tag = typeof reference === 'string' ? agent.tags[reference] : undefined;
	if (typeof reference === 'string' && !tag) {
		throw new Refusal(400, `${ERROR_TEXTS[400]} Agent ${agent.agent_id} has no tag ${reference}.`);
	}
	const number = typeof reference === 'number' ? reference : tag?.version;
	if (number === undefined) return latestVersion(agent);
	const version = agent.versions.find((one) => one.version === number);
	if (!version) throw unknownId(quirks, 'agent', `${agent.agent_id} version ${number}`);
	return version;
}

/** What a new chat notes of its agent: the version the reference means now, and the tag, if it is one. */
export function chatVersion(
	agent: AgentRecord,
	reference: Reference,
	quirks: Quirks,
): { version: number; agent_tag?: string } {
	const { version = 0 } = resolveVersion(agent, reference, quirks);
	const tagged = typeof reference === 'string' && agent.tags[reference] !== undefined;
	return tagged ? { version, agent_tag: reference } : { version };
}

/** Changes a version in place; the latest one's name is the name the list shows. */
export function changeVersion(
	store: Store,
	agent: AgentRecord,
	target: AgentVersion,
	change: AgentSettings,
	now: number,
): AgentVersion {
	const changed: AgentVersion = { ...target, ...change, last_modification_timestamp: now };
	const renamed = change.agent_name !== undefined && target === latestVersion(agent);
	store.editAgent(agent.agent_id, {
		versions: agent.versions.map((one) => (one === target ? changed : one)),
		user_modified_timestamp: now,
		...(renamed ? { agent_name: change.agent_name ?? '' } : {}),
	});
	return changed;
}

/** A version as list-agent-versions shows it: without its settings, and without what it does not have. */
export function listedVersion(
	agent: AgentRecord,
	{ version = 0, is_published = false, base_version: base, version_title: title, ...shown }: AgentVersion,
): Retell.AgentListVersionsResponse.Item {
	return given({
		version,
		is_published,
		last_modification_timestamp: shown.last_modification_timestamp,
		base_version: base ?? undefined,
		version_title: title || undefined,
		version_description: agent.descriptions?.[version],
	});
}

/** Takes a version away; its number is not given to another one. */
export function deleteVersion(store: Store, agent: AgentRecord, target: AgentVersion, quirks: Quirks): void {
	if (target.is_published && quirks.deletePublished === 'refuse')
		throw new Refusal(400, `${ERROR_TEXTS[400]} Version ${target.version} is published.`);
	if (agent.versions.length === 1)
		throw new Refusal(400, `${ERROR_TEXTS[400]} Version ${target.version} is the only one.`);
	store.editAgent(agent.agent_id, {
		versions: agent.versions.filter((one) => one !== target),
		newestEver: newestEver(agent),
	});
}

function newestEver(agent: AgentRecord): number {
	return Math.max(agent.newestEver ?? 0, latestVersion(agent).version ?? 0);
}

/** A new draft with all the settings of its base; a title and tags are the base's own. */
export function draftFrom(store: Store, agent: AgentRecord, base: AgentVersion, now: number): AgentVersion {
	const draft: AgentVersion = {
		...base,
		version: newestEver(agent) + 1,
		base_version: base.version ?? null,
		is_published: false,
		last_modification_timestamp: now,
	};
	delete draft.assigned_tags;
	delete draft.version_title;
	store.editAgent(agent.agent_id, { versions: [...agent.versions, draft], user_modified_timestamp: now });
	return draft;
}
