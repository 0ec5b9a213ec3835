// What a node writes into n8n's log.
import { logger } from './n8n.ts';

interface Logged {
	texts: () => string[];
	restore: () => void;
}

/** Notes the warnings from now on, until `restore`. */
export function loggedWarnings(): Logged {
	return loggedBy(jest.spyOn(logger(), 'warn'));
}

/** Notes what is no warning from now on, until `restore`. */
export function loggedProgress(): Logged {
	return loggedBy(jest.spyOn(logger(), 'info'));
}

function loggedBy(spy: jest.SpyInstance<void, [text: string]>): Logged {
	return { texts: () => spy.mock.calls.map(([text]) => text), restore: () => spy.mockRestore() };
}
