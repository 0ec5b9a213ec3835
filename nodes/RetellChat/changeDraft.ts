import { sleep } from 'n8n-workflow';

import type { RetellApi } from '../retell/api';
import type { ChatAgentChanges } from '../retell/calls';
import { Explained } from '../retell/explained';
import type { ChatAgent } from '../retell/types';
import { versionOf } from '../retell/versions';
import { discard, publish } from './drafts';
import { Unfinished } from './unfinished';
import { between, isInPlay, publishedOf, readVersions } from './versionList';

// Several executions can change one agent at the same time, in one n8n or in several. Retell has no
// lock and no "only if unchanged". What it has: a new version gets a higher number than all before.
// So the numbers are the queue. Whoever finds a version between the base and its own new draft came
// second: it deletes that draft and begins anew, on the draft or the published version of the first.
//
// What remains:
// - Two that change the same setting: the later change stays, as it does one after the other.
// - The time between a look and the call after it: `discard` looks whether nobody changed a draft, and
//   `isInPlay` keeps others away from one that may be about to go.
// - Where a version was chosen, there is no queue. Who publishes second notices it afterwards, and makes
//   its change once more on what the first one published. With three or more, it fails and says so.
// - Changes by a person or a program that does not look.

/** What gets in between before this gives up. Each time, somebody else has succeeded. */
const MOST_TRIES = 40;
/** Looks at a draft that may be about to go. */
const MOST_LOOKS = 6;
/** Longest wait before the next try or look, in ms. */
const LONGEST_WAIT_MS = 700;

export interface Change {
	agentId: string;
	/** The version to change. `undefined` and `latest` are the newest, whichever that is by then. */
	version?: string | number;
	changes: ChatAgentChanges;
	publish: boolean;
	/** Throws where no draft is to be made of a published version. */
	allowDraft: (published: ChatAgent) => void;
}

interface Target {
	draft: ChatAgent;
	isOurs: boolean;
	/** Whether it is there to bring back a change that was driven from its place. */
	isRepair?: boolean;
	/** Whether a published version was there before the change. */
	isKnown: (version: number) => boolean;
}

/**
 * Changes a draft, or makes one of a published version and changes that, and publishes it if wanted.
 *
 * @throws Explained if others change the agent all the time, or if their change is not live; what
 * Retell refused; Unfinished where that was after a part was done
 */
export async function changeDraft(retell: RetellApi, change: Change): Promise<ChatAgent> {
	const looks = new Map<number, number>();
	for (let tries = 1; tries <= MOST_TRIES; tries++) {
		const target = await findTarget(retell, change, looks);
		const done = target === 'overtaken' ? target : await changeTarget(retell, change, target);
		if (done !== 'overtaken') return done;
		await sleep(LONGEST_WAIT_MS * Math.random());
	}
	throw new Explained(
		`The agent "${change.agentId}" is being changed by others all the time`,
		'Nothing was changed. Run this again when fewer executions change this agent.',
	);
}

/** The draft to change, made if need be. */
async function findTarget(
	retell: RetellApi,
	change: Change,
	looks: Map<number, number>,
): Promise<Target | 'overtaken'> {
	const { agentId, version } = change;
	const followsNewest = version === undefined || version === 'latest';
	const before = followsNewest || !change.publish ? [] : publishedOf(await readVersions(retell, agentId));
	const found = await retell.getChatAgent(agentId, version);
	const number = versionOf(found);
	if (found.is_published === true) {
		change.allowDraft(found);
		const draft = await retell.createAgentVersion(agentId, { base_version: number });
		if (!followsNewest) return { draft, isOurs: true, isKnown: (each) => before.includes(each) };
		return (await keepIfFirst(retell, agentId, number, draft)) ?? 'overtaken';
	}
	if (!followsNewest) return { draft: found, isOurs: false, isKnown: (each) => before.includes(each) };

	const base = found.base_version ?? -1;
	if (base >= number - 1) return { draft: found, isOurs: false, isKnown: (each) => each <= number };
	const versions = await readVersions(retell, agentId);
	const looked = looks.get(number) ?? 0;
	looks.set(number, looked + 1);
	if (looked < MOST_LOOKS && isInPlay(found, between(versions, base, number))) return 'overtaken';
	const known = publishedOf(versions);
	return { draft: found, isOurs: false, isKnown: (each) => known.includes(each) };
}

/** A new draft as the target; undefined, and deleted, if somebody else was ahead of it. */
async function keepIfFirst(
	retell: RetellApi,
	agentId: string,
	base: number,
	draft: ChatAgent,
): Promise<Target | undefined> {
	const versions = await readVersions(retell, agentId).catch(async (reason: unknown) => {
		await discard(retell, agentId, draft);
		throw reason;
	});
	const ahead = between(versions, base, versionOf(draft));
	if (ahead.length === 0) return { draft, isOurs: true, isKnown: (each) => each <= base };
	await discard(retell, agentId, draft);
	return undefined;
}

async function changeTarget(retell: RetellApi, change: Change, target: Target): Promise<ChatAgent | 'overtaken'> {
	const { agentId } = change;
	const number = versionOf(target.draft);
	const changed = await retell.updateChatAgent(agentId, change.changes, number).catch(async (reason: unknown) => {
		if (await isOver(retell, agentId, number)) return 'overtaken' as const;
		if (!target.isOurs || (await discard(retell, agentId, target.draft))) throw reason;
		throw half(number, reason, 'was made, but not changed');
	});
	if (changed === 'overtaken') return changed;
	// Of a version that was published meanwhile, Retell may make a draft by itself.
	const now =
		versionOf(changed) === number
			? { ...target, draft: changed }
			: await keepIfFirst(retell, agentId, number, changed);
	return now ? await publishTarget(retell, change, now) : 'overtaken';
}

async function publishTarget(retell: RetellApi, change: Change, target: Target): Promise<ChatAgent> {
	const { agentId } = change;
	const { draft, isKnown } = target;
	const number = versionOf(draft);
	if (!change.publish || draft.is_published === true) return draft;
	const live = await publish(retell, agentId, draft).catch((reason: unknown) => {
		throw reason instanceof Unfinished ? reason : half(number, reason, 'was changed, but not published');
	});
	const versions = await readVersions(retell, agentId).catch(unchecked(number));
	const published = publishedOf(versions);
	const missing = published.filter((each) => each !== number && !isKnown(each));
	if (missing.length === 0) return live;
	const last = await retell.findPublishedAgent(agentId).catch(unchecked(number));
	// Who published later looks at this version, as this does at those before.
	if (last === 'none' || last.version !== number) return live;
	const [base, ...others] = missing;
	if (base === undefined || others.length > 0 || target.isRepair) throw lost(agentId, number, missing);
	return await repair(retell, change, base, published).catch((reason: unknown) => {
		if (reason instanceof Explained) throw reason;
		throw new Unfinished([], reason, `Version ${number} is live without the changes of version ${base}, which was published at the same time.`);
	});
}

/** Makes the change once more, on a version that it has driven from its place. */
async function repair(retell: RetellApi, change: Change, base: number, published: number[]): Promise<ChatAgent> {
	const { agentId } = change;
	const draft = await retell.createAgentVersion(agentId, { base_version: base });
	const isKnown = (each: number) => published.includes(each);
	const done = await changeTarget(retell, change, { draft, isOurs: true, isRepair: true, isKnown });
	if (done === 'overtaken') throw lost(agentId, versionOf(draft), [base]);
	return done;
}

/** Whether a version is no draft any more: published, or gone. False if nobody can tell. */
async function isOver(retell: RetellApi, agentId: string, version: number): Promise<boolean> {
	const now = await retell.findChatAgent(agentId, version).catch(() => undefined);
	return now === 'gone' || now?.is_published === true;
}

function half(version: number, reason: unknown, became: string): Unfinished {
	return new Unfinished([], reason, `The draft version ${version} ${became}.`);
}

function unchecked(version: number) {
	return (reason: unknown): never => {
		throw new Unfinished(
			[],
			reason,
			`Version ${version} was published. Whether another version was published at the same time could not be checked.`,
		);
	};
}

function lost(agentId: string, version: number, missing: number[]): Explained {
	return new Explained(
		`Version ${version} of the agent "${agentId}" is live without the changes of: version ${missing.join(', ')}`,
		'They were published at the same time. Make their changes again.',
	);
}
