// What a node writes into n8n's log.
import { logger } from './n8n.ts';

const restores: (() => void)[] = [];
afterEach(() => {
	for (const restore of restores.splice(0)) restore();
});

/** Notes the warnings from now on, until the test ends. */
export const loggedWarnings = () => loggedBy('warn');

/** Notes what is no warning from now on, until the test ends. */
export const loggedProgress = () => loggedBy('info');

/** Gives the lines there are so far. */
function loggedBy(level: 'info' | 'warn'): () => unknown[] {
	const spy = jest.spyOn(logger(), level);
	restores.push(() => spy.mockRestore());
	return () => spy.mock.calls.map(([text]) => text);
}
