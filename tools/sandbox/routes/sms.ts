import { ERROR_TEXTS, Refusal } from '../errors.ts';
import { createSmsChat } from '../schemas.ts';
import { agentToChat, chatVersion } from '../versions.ts';
import { chatAnswer } from './chats.ts';
import { bodyOf } from './route.ts';
import type { Routes } from './route.ts';

/** So long after the answer the first text is sent, ms. */
const FIRST_TEXT_DELAY = 1_000;

/** Answers before the first text; the chat never shows the numbers. */
export const smsRoutes = {
	'POST /create-sms-chat': (call) => {
		const { from_number, to_number, override_agent_id, override_agent_version, ...given } = bodyOf(call, createSmsChat);
		const number = call.store.phoneNumber(from_number);
		if (!number) throw new Refusal(400, `${ERROR_TEXTS[400]} Phone number ${from_number} not found`);
		const bound = call.store.chooseAgent(number.outbound_sms_agents);
		const agent_id = override_agent_id ?? bound?.agent_id;
		if (!agent_id) throw new Refusal(400, `${ERROR_TEXTS[400]} No outbound SMS agent is set for ${from_number}`);
		const agent = agentToChat(call.store, call.quirks, agent_id);
		const reference = override_agent_version ?? (override_agent_id ? undefined : bound?.agent_version);
		const chat = call.store.startChat({
			...given,
			agent_id,
			...chatVersion(agent, reference, call.quirks),
			chat_type: 'sms_chat',
			numbers: { ours: from_number, theirs: to_number },
			greetAt: call.clock.now() + FIRST_TEXT_DELAY,
		});
		return chatAnswer(call, 200, chat);
	},
} satisfies Routes;
