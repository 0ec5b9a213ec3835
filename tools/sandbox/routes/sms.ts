import { ERROR_TEXTS, Refusal } from '../errors.ts';
import { createSmsChat } from '../schemas.ts';
import { agentToChat, chatVersion } from '../versions.ts';
import { chatAnswer } from './chats.ts';
import { bodyOf } from './route.ts';
import type { Route } from './route.ts';

/** So long after the answer the first text is sent, ms. */
const FIRST_TEXT_DELAY = 1_000;

/** POST /create-sms-chat: answers before the first text; the chat never shows the numbers. */
export const smsRoute: Route = {
	method: 'POST',
	path: '/create-sms-chat',
	handle: (call) => {
		const body = bodyOf(call, createSmsChat);
		const { from_number, to_number, override_agent_id, override_agent_version } = body;
		const { metadata, retell_llm_dynamic_variables } = body;
		const number = call.store.phoneNumber(from_number);
		if (!number) throw new Refusal(400, `${ERROR_TEXTS[400]} Phone number ${from_number} not found`);
		const bound = call.store.chooseAgent(number.outbound_sms_agents);
		const agentId = override_agent_id ?? bound?.agent_id;
		if (!agentId) {
			throw new Refusal(400, `${ERROR_TEXTS[400]} No outbound SMS agent is set for ${from_number}`);
		}
		const agent = agentToChat(call.store, call.quirks, agentId);
		const reference = override_agent_version ?? (override_agent_id ? undefined : bound?.agent_version);
		const chat = call.store.startChat({
			agent_id: agentId,
			...chatVersion(agent, reference, call.quirks),
			chat_type: 'sms_chat',
			numbers: { ours: from_number, theirs: to_number },
			greetAt: call.clock.now() + FIRST_TEXT_DELAY,
			metadata,
			retell_llm_dynamic_variables,
		});
		return chatAnswer(call, 200, chat);
	},
};
