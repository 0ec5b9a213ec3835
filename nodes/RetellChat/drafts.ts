import type { RetellApi } from '../retell/api';
import { isRecord, textOf } from '../retell/answers';
import { Explained } from '../retell/explained';
import { isOn } from '../retell/inputs';
import { simplifyChatAgent } from '../retell/simplify';
import type { ChatAgent } from '../retell/types';
import { versionOf } from '../retell/versions';
import type { Item } from './operation';

// An agent has versions. Retell changes drafts only; a published version stays as it is for good.

/**
 * Publishes a draft and gives back what is published then.
 *
 * @throws Explained if Retell took the call and the version is a draft all the same
 */
export async function publish(
	retell: RetellApi,
	agentId: string,
	draft: ChatAgent,
	texts: { version_title?: string; version_description?: string } = {},
): Promise<ChatAgent> {
	const version = versionOf(draft);
	const outcome = await retell.publishAgentVersion(agentId, { version, ...texts });
	if (outcome === 'published') {
		const { version_title: title } = texts;
		return { ...draft, ...(title !== undefined && { version_title: title }), is_published: true };
	}
	const now = await retell.getChatAgent(agentId, version);
	if (now.is_published === true) return now;
	throw new Explained(
		`Version ${version} of the agent "${agentId}" is still a draft`,
		'Retell did not take the publishing. Look at the version in your Retell dashboard, and run this again.',
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
