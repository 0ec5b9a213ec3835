import type { Account } from './account.ts';
import type { Made } from './made.ts';

/** What the questions share. Each finds what those before it have made. */
export interface World {
	account: Account;
	made: Made;
	engine: Record<string, string>;
	/** How long something that comes late is waited for, ms. */
	patience: number;
	agentId: () => string;
	/** Starts a chat with it. */
	startChat: (more?: object) => Promise<Record<string, unknown>>;
	/** The ID of a chat with a name of our own. */
	chatId: (name: string) => string;
	nameChat: (name: string, chat: Record<string, unknown>) => void;
}

interface Finding {
	/** In words: what Retell does. No ID and no text of a person: see `withoutIds`. */
	answer: string;
	/** Whether the package is right about it. Undefined: it takes nothing for granted. */
	isAsAssumed?: boolean;
}

export interface Question {
	asks: string;
	/** What the package takes for granted; without it, it is right whatever the answer. */
	assumes?: string;
	/** Whether it publishes a version of the agent, or needs one. */
	publishes?: true;
	ask: (world: World) => Promise<Finding>;
}

/** Questions of one kind, in the order in which they are asked. */
export interface Chapter {
	title: string;
	questions: Question[];
}
