// What a node writes into n8n's log.
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Logger = Record<'warn', (text: string) => void>;
type Service<Instance> = abstract new (...args: never[]) => Instance;

/** n8n-core's own registry of services: other packages bring further copies of it. */
const core = createRequire(join(process.cwd(), 'node_modules', 'n8n-core', 'package.json'));
const { Container } = core('@n8n/di') as { Container: { get: <Instance>(type: Service<Instance>) => Instance } };
const { Logger } = core('@n8n/backend-common') as { Logger: Service<Logger> };

/** Notes the warnings from now on, until `restore`. */
export function loggedWarnings(): { texts: () => string[]; restore: () => void } {
	const spy = jest.spyOn(Container.get(Logger), 'warn');
	return { texts: () => spy.mock.calls.map(([text]) => text), restore: () => spy.mockRestore() };
}
