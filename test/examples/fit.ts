import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { isExpression } from './examples.ts';
import type { Describe } from './nodeTypes.ts';

/** What only the person who imports an example can choose. */
const TO_PICK = ['agentId', 'channelId', 'phoneNumberId', 'registerWithAgent', 'responseEngine'];

/** The nodes name no parameter and no choice that their types do not have, and leave nothing open but what is to be picked. */
export function expectToFit(nodes: INode[], describe: Describe): void {
	for (const node of nodes) {
		const type = describe(node);
		if (!type) throw new Error(`There is no ${node.type} ${node.typeVersion}`);
		// With the defaults of all that it does not name, as n8n has it after an import.
		const parameters = NodeHelpers.getNodeParameters(type.properties, node.parameters, true, false, node, type) ?? {};
		const unknown = strangers(node, parameters, type);
		expect({ node: node.name, unknown }).toEqual({ node: node.name, unknown: [] });
		const issues = NodeHelpers.getNodeParametersIssues(type.properties, { ...node, parameters }, type);
		const open = Object.keys(issues?.parameters ?? {}).filter((name) => !TO_PICK.includes(name));
		expect({ node: node.name, open }).toEqual({ node: node.name, open: [] });
	}
}

/** Paths of parameters that a node's type does not have or does not show for this node, and of choices that it does not offer. */
function strangers(node: INode, parameters: INodeParameters, type: INodeTypeDescription): string[] {
	function walk(values: unknown, properties: INodeProperties[], path: string): string[] {
		if (!isRecord(values)) return [path];
		return Object.entries(values).flatMap(([name, value]) => {
			const at = [path, name].filter(Boolean).join('.');
			const property = properties.find(
				(each) =>
					each.name === name &&
					NodeHelpers.displayParameter({ ...parameters, ...values }, each, node, type, parameters),
			);
			return property ? inside(value, property, at) : [at];
		});
	}

	function inside(value: unknown, property: INodeProperties, path: string): string[] {
		const options = property.options ?? [];
		switch (property.type) {
			case 'collection':
				return walk(
					value,
					options.filter((option) => 'type' in option),
					path,
				);
			case 'fixedCollection':
				return Object.entries(value as INodeParameters).flatMap(([group, entries]) => {
					const of = options.find((each) => each.name === group);
					if (!of || !('values' in of)) return [`${path}.${group}`];
					return [entries].flat().flatMap((entry) => walk(entry, of.values, `${path}.${group}`));
				});
			case 'options':
			case 'multiOptions':
				if (isExpression(value) || property.typeOptions?.loadOptionsMethod || property.typeOptions?.loadOptions)
					return [];
				return [value]
					.flat()
					.flatMap((each) =>
						options.some((of) => 'value' in of && of.value === each) ? [] : [`${path}=${String(each)}`],
					);
			default:
				return [];
		}
	}

	return walk(node.parameters, type.properties, '');
}

function isRecord(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
