import type Retell from 'retell-sdk';

export type Chat = Retell.ChatResponse;
export type ChatMessage = NonNullable<Chat['message_with_tool_calls']>[number];
export type Completion = Retell.ChatCreateChatCompletionResponse;
export type ChatListParams = Retell.ChatListParams;
export type ChatFilterCriteria = Retell.ChatListParams.FilterCriteria;
export type ChatAgent = Retell.ChatAgentResponse;
export type AgentVersion = Retell.AgentListVersionsResponse.Item;
export type ListedAgent = Retell.AgentListResponse.Item;
export type Llm = Retell.LlmResponse;
export type ConversationFlow = Retell.ConversationFlowResponse;
export type PhoneNumber = Retell.PhoneNumberResponse;
export type Contact = Retell.ContactResponse;
export type Conversation = Retell.ContactListConversationsResponse['items'][number];
export type CrmConfig = Retell.CRMConfig;
export type TestCase = Retell.TestCaseDefinitionResponse;
export type BatchTest = Retell.BatchTestResponse;
export type TestRun = Retell.TestCaseJobResponse;
/** An agent's answer that belongs to no chat: new messages, and where the conversation stands after them. */
export type TestReply = Retell.PlaygroundCompletionResponse;
/** One entry of a conversation, in a chat or without one. */
export type Message = ChatMessage | TestReply['messages'][number];
/** A field that the workspace has defined for its contacts. */
export type ContactField = NonNullable<CrmConfig['custom_fields']>[number];

/** One page of any of Retell's lists. */
export interface Page<Row> {
	items: Row[];
	has_more?: boolean;
	pagination_key?: string;
	/** Rows in all pages, if asked for. */
	total?: number;
	/** Rows that lacked their ID: counted here, and not among the items. */
	rowsWithoutId?: number;
}
