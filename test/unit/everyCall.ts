// The calls that the package makes of Retell; errorTexts.test.ts holds them to the source.
import * as agentTests from '../../nodes/retell/api/agentTests.ts';
import * as agents from '../../nodes/retell/api/agents.ts';
import * as chats from '../../nodes/retell/api/chats.ts';
import * as contacts from '../../nodes/retell/api/contacts.ts';
import * as numbers from '../../nodes/retell/api/phoneNumbers.ts';
import type { RetellCall } from '../../nodes/retell/http/client.ts';

const ENGINE = { type: 'retell-llm', llm_id: 'llm_1' } as const;

/** Every call of the API, as it would be sent. */
export const EVERY_CALL: Array<RetellCall<unknown>> = [
	chats.createChat({ agent_id: 'agent_1' }),
	chats.createChatCompletion({ chat_id: 'chat_1', content: '' }),
	chats.getChat('chat_1'),
	chats.listChats({ limit: 1 }),
	chats.updateChat('chat_1', {}),
	chats.endChat('chat_1'),
	chats.deleteChat('chat_1'),
	chats.createSmsChat({ from_number: '+14155550123', to_number: '+14155550124' }),
	chats.rerunChatAnalysis('chat_1'),
	agents.listChatAgents({ limit: 1 }),
	agents.getChatAgent('agent_1'),
	agents.getChatAgent('agent_1', 7),
	agents.listAgentVersions('agent_1', { limit: 50 }),
	agents.deleteAgentVersion('agent_1', 2),
	agents.createChatAgent({ response_engine: { type: 'retell-llm', llm_id: 'llm_1' } }),
	agents.updateChatAgent('agent_1', {}),
	agents.createAgentVersion('agent_1', { base_version: 0 }),
	agents.publishAgentVersion('agent_1', { version: 0 }),
	agents.deleteChatAgent('agent_1'),
	agents.listRetellLlms({ limit: 1 }),
	agents.listConversationFlows({ limit: 1 }),
	agentTests.listTestCases(ENGINE, { limit: 1 }),
	agentTests.createBatchTest(ENGINE, ['test_case_1']),
	agentTests.getBatchTest('batch_1'),
	agentTests.listTestRuns('batch_1', { limit: 1 }),
	agentTests.getTestReply('agent_1', { messages: [] }),
	contacts.createContact({ phone_number: '+14155550123' }),
	contacts.updateContact('contact_1', {}),
	contacts.getContact('contact_1'),
	contacts.getContactByPhone('+14155550123'),
	contacts.listContacts({ limit: 1 }),
	contacts.deleteContact('contact_1'),
	contacts.listContactConversations('contact_1', { limit: 1 }),
	contacts.getCrmConfig(),
	numbers.getPhoneNumber('+14155550123'),
	numbers.updatePhoneNumber('+14155550123', {}),
	numbers.listPhoneNumbers({ limit: 1 }),
];
