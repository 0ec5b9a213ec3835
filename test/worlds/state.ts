import type { IDataObject, INode } from 'n8n-workflow';
import type { Hosted } from './host.ts';

/** The trigger's own static data. */
export function staticDataOf(workflow: Hosted['workflow'], node: INode): IDataObject {
	return workflow.getStaticData('node', node);
}

/** Whether n8n's database holds a state of the trigger. */
export function isStored(database: string, cursor: string): boolean {
	return database.includes(':{"') || cursor !== '{}';
}

/** What of a state would not come back out of the database as it went in. */
export function unstorable(value: unknown, path = 'state'): string | undefined {
	if (value === undefined || typeof value === 'string' || typeof value === 'boolean' || value === null)
		return undefined;
	if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
	if (typeof value !== 'object' || value instanceof Date || value instanceof Map || value instanceof Set) {
		return `${path} is no plain JSON`;
	}
	for (const [key, inner] of Object.entries(value)) {
		const fault = unstorable(inner, `${path}.${key}`);
		if (fault !== undefined) return fault;
	}
	return undefined;
}
