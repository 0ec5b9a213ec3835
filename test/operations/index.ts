// The records of all operations: each file of this folder with a name such as `chat.get.ts` is one.
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';

import type { OperationRecord } from './record.ts';

type Resource = 'agentTest' | 'chat' | 'chatAgent' | 'contact' | 'inboundSms' | 'phoneNumber';
/** Resource and operation as a workflow's JSON names them. */
export type OperationName = `${Resource}.${string}`;

// Tests and tools start in the package's folder.
const load = createRequire(resolve('package.json'));
const RECORDS = new Map(
	globSync('test/operations/*.*.ts')
		.sort()
		.map((file) => {
			const { default: record } = load(resolve(file)) as { default: OperationRecord };
			return [basename(file, '.ts') as OperationName, record];
		}),
);

export const OPERATIONS = [...RECORDS.keys()];
/** Those that send requests to Retell. */
export const ASKING = OPERATIONS.filter((name) => Object.keys(recordOf(name).calls).length > 0);

/** @throws Error if there is no record of this name */
export function recordOf(name: OperationName): OperationRecord {
	const record = RECORDS.get(name);
	if (!record) throw new Error(`test/operations has no record ${name}`);
	return record;
}

/** Resource and operation, as a node's parameters. */
export function namesOf(name: OperationName): { resource: string; operation: string } {
	const [resource = '', operation = ''] = name.split('.');
	return { resource, operation };
}

/** @throws Error if there is no record of this operation */
export function nameOf(resource: string, operation: string): OperationName {
	const name = OPERATIONS.find((each) => each === `${resource}.${operation}`);
	if (!name) throw new Error(`test/operations has no record ${resource}.${operation}`);
	return name;
}
