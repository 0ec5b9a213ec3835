import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IConnections, INode, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

export interface Example {
	/** The file's name without its ending. */
	id: string;
	workflow: {
		name: string;
		nodes: INode[];
		connections: IConnections;
		active: boolean;
		settings: IWorkflowSettings;
		pinData?: object;
	};
	/** The text of its page. */
	page: string;
}

export const FOLDER = 'examples';
export const STICKY = 'n8n-nodes-base.stickyNote';
export const SET = 'n8n-nodes-base.set';
export const VALUES = 'Set your values';

export const EXAMPLES: Example[] = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const page = join(FOLDER, file.replace('.json', '.md'));
		return {
			id: file.replace('.json', ''),
			workflow: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example['workflow'],
			page: existsSync(page) ? readFileSync(page, 'utf8') : '',
		};
	});

/** The nodes that do something. */
export function workers({ workflow }: Example): INode[] {
	return workflow.nodes.filter(({ type }) => type !== STICKY);
}

/** The nodes that start it. */
export function triggers(example: Example): INode[] {
	return workers(example).filter(({ type }) => /trigger$/i.test(type));
}

/** The example as each of its triggers starts it: without the others. */
export function waysThrough(example: Example): Array<Example & { trigger: string }> {
	const names = triggers(example).map(({ name }) => name);
	return names.map((name) => {
		const isOther = (each: string) => each !== name && names.includes(each);
		const nodes = example.workflow.nodes.filter((node) => !isOther(node.name));
		const connections = Object.fromEntries(
			Object.entries(example.workflow.connections).filter(([from]) => !isOther(from)),
		);
		return { ...example, trigger: name, workflow: { ...example.workflow, nodes, connections } };
	});
}

export function notes({ workflow }: Example): INode[] {
	return workflow.nodes.filter(({ type }) => type === STICKY);
}

/** What is written on a note. */
export function textOf(note: INode | undefined): string {
	const content = note?.parameters.content;
	return typeof content === 'string' ? content : '';
}

export function isOurs({ type }: INode): boolean {
	return type.startsWith('n8n-nodes-retell-chat.');
}

/** The rows of an Edit Fields node. */
export function assignmentsOf({ parameters }: INode): Array<{ name: string; value: unknown }> {
	return (parameters.assignments as INodeParameters).assignments as never;
}

export interface Wire {
	from: string;
	output: number;
	to: string;
	type: string;
}

export function wires({ workflow }: Example): Wire[] {
	return Object.entries(workflow.connections).flatMap(([from, byType]) =>
		Object.entries(byType).flatMap(([type, outputs]) =>
			outputs.flatMap((targets, output) => (targets ?? []).map(({ node }) => ({ from, output, to: node, type }))),
		),
	);
}
