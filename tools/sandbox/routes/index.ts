import { accountRoutes } from './account.ts';
import { agentTestRoutes } from './agent-tests.ts';
import { agentVersionRoutes } from './agent-versions.ts';
import { agentRoutes } from './agents.ts';
import { chatRoutes } from './chats.ts';
import { contactRoutes } from './contacts.ts';
import { engineRoutes } from './engines.ts';
import { listRoutes } from './list-chats.ts';
import { numberRoutes } from './numbers.ts';
import type { Routes } from './route.ts';
import { smsRoutes } from './sms.ts';

/** Every call the sandbox answers; all others, the withdrawn ones too, are a 404. */
export const routes: Routes = {
	...chatRoutes,
	...listRoutes,
	...smsRoutes,
	...agentRoutes,
	...agentVersionRoutes,
	...agentTestRoutes,
	...engineRoutes,
	...numberRoutes,
	...contactRoutes,
	...accountRoutes,
};
