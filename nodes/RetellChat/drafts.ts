import type { RetellApi } from '../retell/api';
import { isRecord, textOf } from '../retell/answers';
import { Explained } from '../retell/explained';
import { isOn } from '../retell/inputs';
import { simplifyChatAgent } from '../retell/simplify';
import type { ChatAgent } from '../retell/types';
import { versionOf } from '../retell/versions';
import type { Item } from './operation';
import { Unfinished } from './unfinished';

// An agent has versions. Retell changes drafts only; a published version stays as it is for good.

/**
 * Publishes a draft and gives back what is published then.
 *
 * @throws Explained if Retell accepted the call and the version is a draft all the same, which it was seen
 * to do; Unfinished if nobody could look
 */
export async function publish(
	retell: RetellApi,
	agentId: string,
	draft: ChatAgent,
	texts: { version_title?: string; version_description?: string } = {},
): Promise<ChatAgent> {
	const version = versionOf(draft);
	const refused = await retell.publishAgentVersion(agentId, { version, ...texts }).then(
		() => undefined,
		async (reason: unknown) => {
			// Somebody else may have published the same version a moment before.
			const now = await retell.getChatAgent(agentId, version).catch(() => undefined);
			if (now?.is_published !== true) throw reason;
			return now;
		},
	);
	if (refused) return refused;
	const now = await retell.getChatAgent(agentId, version).catch((reason: unknown) => {
		throw new Unfinished([], reason, `Retell accepted the publishing of version ${version}. Whether it is live could not be checked.`);
	});
	if (now.is_published === true) return now;
	throw new Explained(
		`Version ${version} of the agent "${agentId}" is still a draft`,
		'Retell accepted the publishing, but the version is not live. Look at it in your Retell dashboard, and run this again.',
	);
}

/**
 * Deletes a draft that was made here, unless somebody has changed or published it meanwhile. A draft that
 * cannot be deleted stays: that does no harm, so nothing is thrown.
 *
 * @returns whether it is gone
 */
export async function discard(retell: RetellApi, agentId: string, draft: ChatAgent): Promise<boolean> {
	const version = versionOf(draft);
	const now = await retell.findChatAgent(agentId, version).catch(() => undefined);
	if (now === 'gone') return true;
	const isUnchanged = now?.last_modification_timestamp === draft.last_modification_timestamp;
	if (now?.is_published !== false || !isUnchanged) return false;
	return await retell.deleteAgentVersion(agentId, version).then(
		() => true,
		() => false,
	);
}

/** An agent for the output. */
export function present(item: Item, agent: ChatAgent): object {
	return isOn(item.get('simplify')) ? simplifyChatAgent(agent) : agent;
}

/** Says above the output what is a draft, so that nobody waits for a change that is not live. */
export function tellDrafts(rows: object[]): string {
	const drafts = rows.filter(isRecord).filter((row) => row.is_published === false);
	const [first] = drafts;
	if (!first) return '';
	const what =
		drafts.length === 1
			? `Version ${textOf(first.version)} of "${textOf(first.agent_name || first.agent_id)}" is a draft, which is not live yet`
			: `${drafts.length} of these versions are drafts, which are not live yet`;
	return `${what}: chats with a published version do not notice it. To make it live, use the operation "Publish" of the chat agent.`;
}
