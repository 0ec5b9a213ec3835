// Follows items through a workflow as far as expressions go: what n8n's own nodes do to an item is
// given as a sample, and n8n's expressions are evaluated by n8n-workflow.
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRunData,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { described } from '../host/data.ts';
import { assignmentsOf, isExpression, SET, wires, workers, type Example } from './examples.ts';

/** What nodes yield for an item, by name of the node or by type; without one, the item goes on as it is. */
export type Samples = Record<string, (input: IDataObject, node: INode) => object[]>;

interface Evaluated {
	node: string;
	expression: string;
	value: NodeParameterValueType;
}

interface Simulation {
	evaluated: Evaluated[];
	/** What each node yields. */
	output: Map<string, IDataObject[]>;
	/** The parameters of a node for its first item, with all expressions evaluated. */
	parametersOf: (node: string) => IDataObject;
}

const N8N = 'https://n8n.example.com';
const FAILURE = { error: "Retell didn't accept the API key", message: 'Open the credential. (HTTP status 401)' };

export function simulate(example: Example, samples: Samples): Simulation {
	// n8n takes away the parameters that a node's type does not have.
	const { nodes, connections } = structuredClone(example.workflow);
	const workflow = new Workflow({ id: 'wf', nodes, connections, active: false, nodeTypes });
	const runData: IRunData = {};
	const evaluated: Evaluated[] = [];
	const parameters = new Map<string, IDataObject>();
	const output = new Map<string, IDataObject[]>();

	for (const node of inOrder(example)) {
		const wire = wires(example).find(({ to, type }) => to === node.name && type === 'main');
		const input = wire ? (runData[wire.from]?.[0]?.data?.main?.[wire.output] ?? []) : [{ json: {} }];
		const source = wire ? [{ previousNode: wire.from, previousNodeOutput: wire.output }] : [];
		const evaluate = (value: unknown, index: number) =>
			workflow.expression.getParameterValue(
				value as NodeParameterValueType,
				{ version: 1, resultData: { runData } } as never,
				0,
				index,
				node.name,
				input,
				'manual',
				{ $execution: { id: '1', mode: 'test', resumeUrl: '', resumeFormUrl: `${N8N}/form-waiting/1` } },
				{ data: { main: [input] }, node, source: { main: source } },
			);
		// What an AI agent fills in has no value here.
		const isTool = node.type.endsWith('Tool');
		const resolve = (value: unknown, index: number): unknown => {
			if (Array.isArray(value)) return value.map((each) => resolve(each, index));
			if (typeof value === 'object' && value !== null) {
				return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, index)]));
			}
			if (!isExpression(value) || isTool) return value;
			const result = evaluate(value, index);
			evaluated.push({ node: node.name, expression: value, value: result });
			return result;
		};

		const items = node.executeOnce ? input.slice(0, 1) : input;
		const resolved = items.map((_, index) => resolve(node.parameters, index) as IDataObject);
		parameters.set(node.name, resolved[0] ?? {});
		const results = items.map(({ json }, index) => yieldOf(node, json, resolved[index] ?? {}));
		const succeeded = results.flatMap((each, item) =>
			each.map((json): INodeExecutionData => ({ json: { ...json }, pairedItem: { item } })),
		);
		const second =
			node.onError === 'continueErrorOutput'
				? items.map(({ json }, item) => ({ json: { ...json, ...FAILURE }, pairedItem: { item } }))
				: items;
		// A Switch of the examples has no more than three.
		const data = { main: [succeeded, second, items] };
		runData[node.name] = [
			{ startTime: 0, executionIndex: 0, executionTime: 0, executionStatus: 'success', source, data },
		];
		output.set(
			node.name,
			succeeded.map(({ json }) => json),
		);
	}

	function yieldOf(node: INode, json: IDataObject, resolved: IDataObject): object[] {
		const sample = samples[node.name] ?? samples[node.type];
		if (sample) return sample(json, { ...node, parameters: resolved as INode['parameters'] });
		if (node.type !== SET) return [json];
		const rows = assignmentsOf({ ...node, parameters: resolved as INode['parameters'] });
		return [
			{
				...(resolved.includeOtherFields ? json : {}),
				...Object.fromEntries(rows.map(({ name, value }) => [name, value])),
			},
		];
	}

	return { evaluated, output, parametersOf: (name) => parameters.get(name) ?? {} };
}

/** Nodes after those that they get items from. The examples have no loops. */
function inOrder(example: Example): INode[] {
	const ordered: INode[] = [];
	const waiting = [...workers(example)];
	while (waiting.length > 0) {
		const done = new Set(ordered.map(({ name }) => name));
		const index = waiting.findIndex(({ name }) =>
			wires(example).every(({ from, to }) => to !== name || done.has(from)),
		);
		if (index < 0) throw new Error(`${example.id} goes in circles`);
		ordered.push(...waiting.splice(index, 1));
	}
	return ordered;
}

const anyType: INodeType = { description: described('any') };
const nodeTypes = { getByName: () => anyType, getByNameAndVersion: () => anyType, getKnownTypes: () => ({}) };
