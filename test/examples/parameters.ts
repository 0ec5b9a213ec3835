import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

type Entry = NonNullable<INodeProperties['options']>[number];

/** The node with the defaults of all parameters that it does not name, as n8n has it after an import. */
export function withDefaults(node: INode, type: INodeTypeDescription): INode {
	const parameters = NodeHelpers.getNodeParameters(type.properties, node.parameters, true, false, node, type);
	return { ...node, parameters: parameters ?? {} };
}

/** Paths of parameters that a node's type does not have or does not show for this node, and of choices that it does not offer. */
export function strangers(node: INode, type: INodeTypeDescription): string[] {
	const { parameters } = withDefaults(node, type);

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
				return walk(value, options.filter(isProperty), path);
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

export function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

function isProperty(entry: Entry): entry is INodeProperties {
	return 'type' in entry;
}

function isRecord(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
