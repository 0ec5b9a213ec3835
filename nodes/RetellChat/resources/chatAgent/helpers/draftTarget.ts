import { draftMadeOnly } from '../../../../messages/agents';
import { versionOf } from '../../../../retell/api/agentFacts';
import { createAgentVersion, getChatAgent } from '../../../../retell/api/agents';
import type { AgentVersion, ChatAgent } from '../../../../retell/api/types';
import { readVersions } from '../../../../retell/api/versionList';
import type { SendToRetell } from '../../../../retell/http/client';
import { Unfinished } from '../../../run/unfinished';
import { discard } from './drafts';
import { between, isInPlay, madeFrom, publishedOf, readLacking, readLive } from './versionList';

// Finds the draft for a change, or makes it. changeDraft.ts tells how executions get along with one another.

/** Looks at a draft that may be about to go. */
const MOST_LOOKS = 6;

/** The search for a draft, with what was seen so far. */
export interface Search {
	agentId: string;
	/** The version to change. `undefined` and `latest` are the newest, whichever that is by then. */
	version?: string | number;
	publish: boolean;
	/** Throws where no draft is to be made of a published version. */
	allowDraft: (published: ChatAgent) => void;
	/** Whether to begin on what is live, and not on the newest version. */
	fromLive?: boolean;
	/** Published versions that were there when the search for a chosen version began. */
	known?: Set<number>;
	/** What others have made of a chosen version and published meanwhile. */
	onTop?: number;
	/** How often each draft of others was looked at. */
	looks: Map<number, number>;
	/** Drafts that were ahead of one of ours. */
	awaited: Set<number>;
	/** Drafts that stay although nobody seems to need them. */
	left: Set<number>;
	/** Those of them that a person should hear of. */
	told: Set<number>;
}

export interface Target {
	draft: ChatAgent;
	isOurs: boolean;
	/** All versions when it was chosen. None where nothing is published, nor anybody in the way. */
	versions: AgentVersion[];
	/** Published versions, live then, whose changes it does not have. */
	lacking: number[];
}

/**
 * The draft to change, made if need be. "overtaken" if others come first: look again a little later.
 *
 * @throws what Retell refused, or `allowDraft`; Unfinished if a draft is left over
 */
export async function findTarget(send: SendToRetell, search: Search): Promise<Target | 'overtaken'> {
	return followsNewest(search) ? await newestTarget(send, search) : await chosenTarget(send, search);
}

function followsNewest({ version }: Search): boolean {
	return version === undefined || version === 'latest';
}

async function newestTarget(send: SendToRetell, search: Search): Promise<Target | 'overtaken'> {
	const { agentId, left, told } = search;
	const newest = await send(getChatAgent(agentId, search.version));
	const number = versionOf(newest);
	const { is_published: isPublished, base_version: base } = newest;
	if (left.has(number) || (isPublished === true && search.fromLive)) return await targetFromLive(send, search, newest);
	if (isPublished === true) return await makeTarget(send, search, newest, number);

	if (!search.publish && (base ?? -1) >= number - 1) return { draft: newest, isOurs: false, versions: [], lacking: [] };
	const versions = await readVersions(send, agentId);
	if (versions.some(({ version }) => version > number)) return 'overtaken';
	const lacking = await readLacking(send, agentId, versions, madeFrom(versions, number));
	const rivals = versions.filter(({ version }) => lacking.includes(version));
	const mayGo = isInPlay(newest, [...between(versions, base ?? -1, number), ...rivals]);
	if (mayGo && lookAgain(search, number) === 'later') return 'overtaken';
	if (!mayGo || lacking.length === 0) return { draft: newest, isOurs: false, versions, lacking };
	left.add(number);
	told.add(number);
	return 'overtaken';
}

/** A draft of what is live, past newer drafts that are left alone. */
async function targetFromLive(send: SendToRetell, search: Search, newest: ChatAgent): Promise<Target | 'overtaken'> {
	const versions = await readVersions(send, search.agentId);
	if (lookAtAwaited(search, versions)) return 'overtaken';
	const live = await readLive(send, search.agentId, versions);
	const base = live === undefined || live === newest.version ? newest : await send(getChatAgent(search.agentId, live));
	return await makeTarget(send, search, base, versionOf(base));
}

/** The draft that was chosen, or one of the published version that was. */
async function chosenTarget(send: SendToRetell, search: Search): Promise<Target | 'overtaken'> {
	const { agentId, version, publish } = search;
	const versions = publish ? await readVersions(send, agentId) : [];
	if (lookAtAwaited(search, versions)) return 'overtaken';
	const found = await send(getChatAgent(agentId, version));
	if (found.is_published !== true) {
		const lacking = await readLacking(send, agentId, versions, madeFrom(versions, versionOf(found)));
		return { draft: found, isOurs: false, versions, lacking };
	}
	const published = publishedOf(versions);
	const base = search.onTop ?? versionOf(found);
	const news = published.filter((each) => search.known?.has(each) === false && madeFrom(versions, each).has(base));
	search.known = new Set([...(search.known ?? []), ...published]);
	search.onTop = version === 'latest_published' ? undefined : Math.max(base, ...news);
	return await makeTarget(send, search, found, search.onTop ?? base);
}

async function makeTarget(
	send: SendToRetell,
	search: Search,
	published: ChatAgent,
	base: number,
): Promise<Target | 'overtaken'> {
	search.allowDraft(published);
	const draft = await send(createAgentVersion(search.agentId, { base_version: base }));
	if (!followsNewest(search) && !search.publish) return { draft, isOurs: true, versions: [], lacking: [] };
	return await keepIfFirst(send, search, base, draft);
}

/** A new draft as the target. "overtaken", and the draft is deleted, if others were ahead of it. */
export async function keepIfFirst(
	send: SendToRetell,
	search: Search,
	base: number,
	draft: ChatAgent,
): Promise<Target | 'overtaken'> {
	const { agentId, left, told } = search;
	const number = versionOf(draft);
	const target = await compareWithOthers(send, search, base, draft).catch(async (reason: unknown) => {
		if ((await discard(send, agentId, draft)) !== 'stays') throw reason;
		throw new Unfinished([], reason, draftMadeOnly(number));
	});
	if (target === 'overtaken' && (await discard(send, agentId, draft)) === 'stays') {
		left.add(number);
		told.add(number);
	}
	return target;
}

async function compareWithOthers(
	send: SendToRetell,
	search: Search,
	base: number,
	draft: ChatAgent,
): Promise<Target | 'overtaken'> {
	const { agentId, left, known, awaited } = search;
	const number = versionOf(draft);
	const versions = await readVersions(send, agentId);
	const lacking = await readLacking(send, agentId, versions, madeFrom(versions, base).add(number));
	const made = between(versions, base, number);
	const ahead = made.filter((each) => isOpen(each) && !left.has(each.version) && isInPlay(draft, [each]));
	// Whoever chose a version wants it without what was published before.
	const unwanted = followsNewest(search) ? lacking : lacking.filter((each) => !known?.has(each));
	if (ahead.length === 0 && unwanted.length === 0) return { draft, isOurs: true, versions, lacking };
	for (const { version } of ahead) awaited.add(version);
	search.fromLive = lacking.length > 0 && publishedOf(made).length === 0;
	return 'overtaken';
}

/** Looks at the drafts that were ahead: whether one is still there that may yet be published. */
function lookAtAwaited(search: Search, versions: AgentVersion[]): boolean {
	const { awaited, left } = search;
	const waiting = versions.filter((each) => isOpen(each) && awaited.has(each.version) && !left.has(each.version));
	for (const { version } of waiting) if (lookAgain(search, version) === 'enough') left.add(version);
	return waiting.some(({ version }) => !left.has(version));
}

function lookAgain({ looks }: Search, version: number): 'later' | 'enough' {
	const looked = looks.get(version) ?? 0;
	looks.set(version, looked + 1);
	return looked < MOST_LOOKS ? 'later' : 'enough';
}

function isOpen({ is_published: isPublished }: AgentVersion): boolean {
	return isPublished !== true;
}
