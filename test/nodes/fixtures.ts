import type { Sandbox } from '../../tools/sandbox/index.ts';
import type { Credential } from '../host/data.ts';

export type { OperationName } from '../operations/index.ts';
export { assignments, locator } from '../operations/values.ts';
export { workflowOf } from '../operations/workflow.ts';

export function credentialFor(sandbox: Sandbox): Credential {
	return { apiKey: sandbox.apiKey, baseUrl: sandbox.url };
}
