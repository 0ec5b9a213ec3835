import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IConnections, INode, INodeConnections, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

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

/** The example as each of its triggers starts it: without the others, and without what a Switch keeps for them. */
export function waysThrough(example: Example): Array<Example & { trigger: string }> {
	const { workflow } = example;
	const names = triggers(example).map(({ name }) => name);
	return names.map((trigger) => {
		const isOther = (each: string | undefined) => each !== trigger && names.includes(String(each));
		const connections = Object.fromEntries(
			workflow.nodes.map(({ name, parameters }): [string, INodeConnections] => {
				const { main, ...others } = workflow.connections[name] ?? {};
				const outputs = main?.map((targets, output) => (isOther(outputNameOf(parameters, output)) ? [] : targets));
				return [name, outputs ? { ...others, main: outputs } : others];
			}),
		);
		const reached = reachedFrom({ ...example, workflow: { ...workflow, connections } }, [trigger]);
		const nodes = workflow.nodes.filter(({ name, type }) => type === STICKY || reached.has(name));
		const own = Object.fromEntries(Object.entries(connections).filter(([from]) => reached.has(from)));
		return { ...example, trigger, workflow: { ...workflow, nodes, connections: own } };
	});
}

/** What somebody called this output of a Switch. */
function outputNameOf({ rules }: INodeParameters, output: number): string | undefined {
	const { values } = (rules ?? {}) as { values?: Array<{ outputKey?: string }> };
	return values?.[output]?.outputKey;
}

/** The names of the nodes that items come to from these, and of the sub-nodes that serve one of them. */
export function reachedFrom(example: Example, names: string[]): Set<string> {
	const all = wires(example);
	const reached = new Set(names);
	for (let size = 0; size !== reached.size;) {
		size = reached.size;
		for (const { from, to, type } of all) {
			if (type === 'main' ? reached.has(from) : reached.has(to)) reached.add(type === 'main' ? to : from);
		}
	}
	return reached;
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

export function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

interface Wire {
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
