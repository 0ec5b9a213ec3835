// Parameters as n8n's editor stores them, and what many records have in common.
import fc from 'fast-check';

import { DEMO_AGENTS, type Sandbox } from '../../tools/sandbox/index.ts';

/** A resource locator. */
export function locator(value: string, mode = 'id') {
	return { __rl: true, mode, value };
}

/** An assignment collection. */
export function assignments(...rows: Array<[name: string, value: string | number | boolean, type?: string]>) {
	return {
		assignments: rows.map(([name, value, type = 'string'], index) => ({ id: `${index}`, name, value, type })),
	};
}

/** What the editor writes when a person lets a model fill in a parameter: its name, and no description. */
export function fromModel(displayName: string, type = 'string'): string {
	const key = displayName.replaceAll(/[^A-Za-z0-9_-]/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, '${type}') }}`;
}

/** The same for what is picked from a list. */
export function pickedByModel(displayName: string) {
	return locator(fromModel(displayName));
}

export const some = <Value>(...values: Value[]) => fc.constantFrom(...values);

/** An ID that must be escaped in a path. */
export const CHAT = 'chat_wire identity/?#%é';
export const SUPPORT = DEMO_AGENTS.support;

export const CHAT_ID = locator('={{ $json.chat_id }}');
export const AGENT_ID = locator('={{ $json.agent_id }}');

/** A contact by the number of the item. */
export const CONTACT_KEY = locator('={{ $json.number }}', 'number');
export const CONTACT_TOOL = { contactId: locator(fromModel('Contact'), 'number') };
export const CHAT_TOOL = { chatId: pickedByModel('Chat') };
export const AGENT_TOOL = { agentId: pickedByModel('Agent') };

export function ongoing({ store }: Sandbox) {
	return { chat_id: store.addChat({ chat_id: CHAT, agent_id: SUPPORT }).chat_id };
}

/** A chat with a tool call in it that ended a minute ago. */
export function ended({ store }: Sandbox) {
	const { chat_id } = store.addChat({
		chat_id: CHAT,
		agent_id: SUPPORT,
		start_timestamp: Date.now() - 120_000,
		end_timestamp: Date.now() - 60_000,
		messages: [
			{ role: 'user', content: 'Where is A-1?' },
			{ role: 'tool_call_invocation', name: 'find', tool_call_id: 't', arguments: '{"order":"A-1"}' },
			{ role: 'tool_call_result', tool_call_id: 't', content: '{"state":"sent"}', successful: true },
			{ role: 'agent', content: 'It is on its way.' },
		],
	});
	return { chat_id };
}

/** One chat that is ongoing and one that has ended, and no other. */
export function oneOfEach(sandbox: Sandbox) {
	for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
	sandbox.store.addChat({ chat_id: 'chat_other', agent_id: SUPPORT });
	return ended(sandbox);
}
