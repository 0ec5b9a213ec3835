// What a node writes into n8n's log.
import { logger } from './n8n.ts';

/** Notes the warnings from now on, until `restore`. */
export const loggedWarnings = () => loggedBy('warn');

/** Notes what is no warning from now on, until `restore`. */
export const loggedProgress = () => loggedBy('info');

function loggedBy(level: 'info' | 'warn') {
	const spy = jest.spyOn(logger(), level);
	return { texts: () => spy.mock.calls.map(([text]) => text), restore: () => spy.mockRestore() };
}
