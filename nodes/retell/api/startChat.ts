import type Retell from 'retell-sdk';

import { noPublishedVersion } from '../../messages/retell';
import { noting } from './call';
import { createChat, createSmsChat } from './chats';
import { getPhoneNumber } from './phoneNumbers';
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
	const { from_number: number, override_agent_id: agentId, override_agent_version: version } = body;
	return await start(send, createSmsChat(body), agentId, version, number);
}

/** @param number the number that texts, which Retell may not find just as well as the agent */
async function start(
	send: SendToRetell,
	call: RetellCall<Chat>,
	agentId: string | null | undefined,
	version: string | number | undefined,
	number?: string,
): Promise<Chat> {
	let refused: Refusal | undefined;
	const noted = noting(call, (refusal) => {
		refused = refusal;
	});
	return await send(noted).catch(async (thrown: unknown) => {
		if (!agentId) throw thrown;
		const isInDoubt = version === 'latest_published' && OF_VERSION.includes(refused?.kind);
		if (isInDoubt && (await hasNonePublished(send, agentId))) throw noPublishedVersion(agentId, refused?.status);
		// With an agent, Retell does not always say which of the two it did not find.
		const isNumber = number !== undefined && refused?.kind === 'notFound';
		throw (isNumber ? await findNumberRefused(send, number) : undefined) ?? thrown;
	});
}

/** What Retell's refusal of a number is told as; undefined if it has the number, or shows none just then. */
async function findNumberRefused(send: SendToRetell, number: string): Promise<unknown> {
	let isUnknown = false;
	const call = noting(getPhoneNumber(number, 'fromNumber'), ({ kind }) => {
		isUnknown = kind === 'notFound';
	});
	return await send(call).then(
		() => undefined,
		(thrown: unknown) => (isUnknown ? thrown : undefined),
	);
}

/** Where Retell doesn't show the agent's versions, nobody knows. */
async function hasNonePublished(send: SendToRetell, agentId: string): Promise<boolean> {
	const versions = await readVersions(send, agentId).catch(() => []);
	return versions.length > 0 && versions.every(({ is_published: isPublished }) => isPublished === false);
}
