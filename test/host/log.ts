// What a node writes into n8n's log.
import { logger } from './n8n.ts';

/** Notes the warnings from now on, until `restore`. */
export function loggedWarnings(): { texts: () => string[]; restore: () => void } {
	const spy = jest.spyOn(logger(), 'warn');
	return { texts: () => spy.mock.calls.map(([text]) => text), restore: () => spy.mockRestore() };
}
