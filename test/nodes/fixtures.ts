import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Sandbox } from '../../tools/sandbox/index.ts';
import type { Credential } from './credential.ts';
import type { WorkflowFixture } from './engine.ts';

export const OPERATIONS = [
	'chat.create',
	'chat.createSms',
	'chat.delete',
	'chat.deleteMany',
	'chat.end',
	'chat.endMany',
	'chat.get',
	'chat.getAll',
	'chat.rerunAnalysis',
	'chat.sendMessage',
	'chat.update',
	'chatAgent.create',
	'chatAgent.createVersion',
	'chatAgent.delete',
	'chatAgent.deleteVersion',
	'chatAgent.get',
	'chatAgent.getAll',
	'chatAgent.getVersions',
	'chatAgent.publish',
	'chatAgent.update',
	'phoneNumber.get',
	'phoneNumber.getAll',
	'phoneNumber.updateSms',
] as const;

export type OperationName = (typeof OPERATIONS)[number];

/** The workflow of an operation, as n8n would import it. */
export function workflowOf(operation: OperationName): WorkflowFixture {
	// Jest's working folder is the package's.
	const file = join('test', 'nodes', 'workflows', `${operation}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowFixture;
}

export function credentialFor(sandbox: Sandbox): Credential {
	return { apiKey: sandbox.apiKey, baseUrl: sandbox.url };
}

/** A resource locator as the editor stores it. */
export function locator(value: string, mode = 'id') {
	return { __rl: true, mode, value };
}

/** An assignment collection as the editor stores it. */
export function assignments(...rows: Array<[name: string, value: string | number | boolean, type?: string]>) {
	return {
		assignments: rows.map(([name, value, type = 'string'], index) => ({ id: `${index}`, name, value, type })),
	};
}
