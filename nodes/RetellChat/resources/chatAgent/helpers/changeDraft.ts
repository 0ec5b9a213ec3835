import { sleep } from 'n8n-workflow';

import {
	changesLost,
	draftChangedOnly,
	draftMadeOnly,
	liveWithoutOther,
	othersKeepChanging,
} from '../../../../messages/agents';
import { Explained } from '../../../../messages/explained';
import { versionOf } from '../../../../retell/api/agentFacts';
import { getChatAgent, updateChatAgent } from '../../../../retell/api/agents';
import { orGone, type ChatAgentChanges } from '../../../../retell/api/call';
import type { ChatAgent } from '../../../../retell/api/types';
import type { SendToRetell } from '../../../../retell/http/client';
import { Unfinished } from '../../../run/unfinished';
import { findTarget, keepIfFirst, type Search, type Target } from './draftTarget';
import { discard, publish, type VersionNotes } from './drafts';
import { readRivals } from './rivals';
import { isInPlay, madeFrom, publishedOf } from './versionList';

// Several executions can change one agent at the same time, in one n8n or in several. Retell has no
// lock and no "only if unchanged". What it has: a new version gets a higher number than all before, and
// names its base. So the numbers are the queue, and the bases tell whose changes a version has.
//
// 1. Find the draft (draftTarget.ts). Whoever made one and finds a draft ahead of its own, or that what is
//    live by now is not in its own, came second: it deletes its draft and begins anew.
//    The newest version may be a draft that lacks changes that are live. If it was made at about the same
//    time as they were, it is about to go, or nobody's: it is left alone, and what is live is the base.
//    If it is older or younger than that, somebody wants it so: it is taken.
// 2. Change and publish it.
// 3. Look at what else was published meanwhile (rivals.ts). Whoever published second and does not have the
//    changes of the first makes its own once more, on top of them, by way of 1.
//
// What cannot be put right is said: by an error if changes of others were lost that this did not see
// beforehand, by notes in the item, which become hints, for what was there before or is live all the same.
//
// What remains:
// - Two that change the same setting: the later change stays, as it does one after the other.
// - The time between a look and the call after it, at `discard` and where others change a draft of ours.
// - Changes by a person or a program that does not look.

/** What gets in between before this gives up. Each time, somebody else has succeeded. */
const MOST_TRIES = 40;
/** Longest wait before the next try, in ms. */
const LONGEST_WAIT_MS = 700;

interface Change extends Pick<Search, 'agentId' | 'version' | 'publish' | 'allowDraft'> {
	changes: ChatAgentChanges;
}

interface Changed {
	agent: ChatAgent;
	notes: VersionNotes;
}

interface Course extends Search {
	changes: ChatAgentChanges;
	/** The version by which this has driven others from their place, whose changes it is to bring back. */
	repairs?: { version: number; isOurs: boolean; missing: number[] };
}

/**
 * Changes a draft, or makes one of a published version and changes that, and publishes it if wanted.
 *
 * @throws Explained if others change the agent all the time, or if their change is not live; what
 * Retell refused; Unfinished where that was after a part was done
 */
export async function changeDraft(send: SendToRetell, change: Change): Promise<Changed> {
	return await takeTurns(send, { ...change, looks: new Map(), awaited: new Set(), left: new Set(), told: new Set() });
}

async function takeTurns(send: SendToRetell, course: Course): Promise<Changed> {
	for (let tries = 1; tries <= MOST_TRIES; tries++) {
		const target = await findTarget(send, course);
		const done = target === 'overtaken' ? target : await changeTarget(send, course, target);
		if (done !== 'overtaken') return done;
		await sleep(LONGEST_WAIT_MS * Math.random());
	}
	if (course.repairs) throw changesLost(course.repairs.version, course.agentId, course.repairs.missing);
	throw othersKeepChanging(course.agentId);
}

async function changeTarget(send: SendToRetell, course: Course, target: Target): Promise<Changed | 'overtaken'> {
	const { agentId, changes, repairs } = course;
	const number = versionOf(target.draft);
	// A repair is to replace the version that it repairs. All else was published by others meanwhile.
	if (repairs && target.lacking.some((each) => each !== repairs.version)) {
		await discard(send, agentId, target.draft);
		throw changesLost(repairs.version, agentId, repairs.missing);
	}
	const changed = await send(updateChatAgent(agentId, changes, number)).catch(async (reason: unknown) => {
		if (await checkOver(send, agentId, number)) return 'overtaken' as const;
		if (!target.isOurs || (await discard(send, agentId, target.draft)) === 'gone') throw reason;
		throw new Unfinished([], reason, draftMadeOnly(number));
	});
	if (changed === 'overtaken') return changed;
	// Of a version that was published meanwhile, Retell may make a draft by itself.
	const now =
		versionOf(changed) === number ? { ...target, draft: changed } : await keepIfFirst(send, course, number, changed);
	return now === 'overtaken' ? now : await publishTarget(send, course, now);
}

async function publishTarget(send: SendToRetell, course: Course, target: Target): Promise<Changed> {
	const { agentId, repairs } = course;
	const { draft, versions: before } = target;
	const number = versionOf(draft);
	if (!course.publish || draft.is_published === true) return { agent: draft, notes: { left: [...course.told] } };
	const agent = await publish(send, agentId, draft).catch((reason: unknown) => {
		throw reason instanceof Unfinished ? reason : new Unfinished([], reason, draftChangedOnly(number));
	});
	const { rivals, bases, replacedBy, versions } = await readRivals(send, agentId, number, before);
	const lacking = [...(repairs?.isOurs ? [] : target.lacking), ...bases];
	const left = versions.filter(({ version, is_published: live }) => live !== true && course.told.has(version));
	const notes = { lacking, replacedBy, base: draft.base_version, left: left.map(({ version }) => version) };
	if (rivals.length === 0) return { agent, notes };

	const numbers = publishedOf(rivals);
	const found = before.find(({ version }) => version === number);
	// Somebody's draft from long before, which was to be published as it is.
	if (!target.isOurs && found && !isInPlay(found, rivals))
		return { agent, notes: { ...notes, lacking: [...lacking, ...numbers] } };
	const last = Math.max(...numbers);
	const line = madeFrom(versions, last);
	if (repairs || numbers.some((each) => !line.has(each))) throw changesLost(number, agentId, numbers);
	return await takeTurns(send, {
		...course,
		version: last,
		known: new Set(publishedOf(versions)),
		onTop: undefined,
		allowDraft: () => undefined,
		repairs: { version: number, isOurs: target.isOurs, missing: numbers },
	}).catch((reason: unknown) => {
		if (reason instanceof Explained) throw reason;
		const cause: unknown = reason instanceof Unfinished ? reason.reason : reason;
		throw new Unfinished([], cause, liveWithoutOther(number, last));
	});
}

/** Whether a version is no draft any more: published, or gone. False if nobody can tell. */
async function checkOver(send: SendToRetell, agentId: string, version: number): Promise<boolean> {
	const now = await send(orGone(getChatAgent(agentId, version))).catch(() => undefined);
	return now === 'gone' || now?.is_published === true;
}
