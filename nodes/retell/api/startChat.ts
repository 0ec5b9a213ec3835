import type Retell from 'retell-sdk';

import { noPublishedVersion } from '../../messages/retell';
import { noting } from './call';
import { createChat, createSmsChat } from './chats';
import type { Chat } from './types';
import { readVersions } from './versionList';
import type { RetellCall, SendToRetell } from '../http/client';
import type { Refusal } from '../http/refusals';

/** How Retell may refuse a version that there isn't: it doesn't document that. */
const OF_VERSION: Array<Refusal['kind'] | undefined> = ['invalid', 'notFound'];

/** @throws Explained if it is to have the latest published version, and the agent has none */
export async function startChat(send: SendToRetell, body: Retell.ChatCreateParams): Promise<Chat> {
	return await start(send, createChat(body), body.agent_id, body.agent_version);
}

/** @throws Explained as `startChat`, where the body names the agent */
export async function startSmsChat(send: SendToRetell, body: Retell.ChatCreateSMSChatParams): Promise<Chat> {
	return await start(send, createSmsChat(body), body.override_agent_id, body.override_agent_version);
}

async function start(
	send: SendToRetell,
	call: RetellCall<Chat>,
	agentId: string | null | undefined,
	version: string | number | undefined,
): Promise<Chat> {
	let refused: Refusal | undefined;
	const noted = noting(call, (refusal) => {
		refused = refusal;
	});
	return await send(noted).catch(async (thrown: unknown) => {
		const isInDoubt = version === 'latest_published' && OF_VERSION.includes(refused?.kind);
		if (!isInDoubt || !agentId || !(await hasNonePublished(send, agentId))) throw thrown;
		throw noPublishedVersion(agentId, refused?.status);
	});
}

/** Where Retell doesn't show the agent's versions, nobody knows. */
async function hasNonePublished(send: SendToRetell, agentId: string): Promise<boolean> {
	const versions = await readVersions(send, agentId).catch(() => []);
	return versions.length > 0 && versions.every(({ is_published: isPublished }) => isPublished === false);
}
