export type { TestCaseRecord, TestEngine } from './agent-tests.ts';
export type { Clock } from './clock.ts';
export type { Attachment } from './conversation.ts';
export { MANUAL_START } from './clock.ts';
export type { ContactRecord } from './contacts.ts';
export { DEMO_AGENTS, DEMO_CONTACTS, DEMO_NUMBERS } from './demo/seed.ts';
export { ERROR_TEXTS } from './errors.ts';
export type { Effect, Fault, FaultHandle, Faults, Match } from './faults.ts';
export type { Milestone } from './life.ts';
export type { Ending } from './lifecycle.ts';
export { transcriptOf } from './present.ts';
export type { Quirks } from './quirks.ts';
export type { RateLimit } from './rate-limit.ts';
export type {
	AgentRecord,
	Chat,
	ChatAnalysis,
	ChatRecord,
	ConversationFlow,
	Llm,
	Message,
	PhoneNumber,
	Reply,
	ReplyResult,
} from './records.ts';
export type { RecordedRequest } from './requests.ts';
export { startSandbox } from './sandbox.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
export type { AgentSeed, ChatSeed } from './seeds.ts';
export type { Store } from './store.ts';
export type { Delivery, WebhookEvent } from './webhooks/delivery.ts';
export type { IncomingText, TextOutcome } from './webhooks/inbound.ts';
export type { ByHand, Webhooks, WebhookSettings } from './webhooks/webhooks.ts';
