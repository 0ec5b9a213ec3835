import { NodeHelpers, type INode } from 'n8n-workflow';

import type { Describe } from './nodeTypes.ts';
import { strangers, withDefaults } from './parameters.ts';

/** What only the person who imports an example can choose. */
const TO_PICK = ['agentId', 'channelId', 'phoneNumberId', 'registerWithAgent', 'responseEngine'];

/** The nodes name no parameter and no choice that their types do not have, and leave nothing open but what is to be picked. */
export function expectToFit(nodes: INode[], describe: Describe): void {
	for (const node of nodes) {
		const type = describe(node);
		if (!type) throw new Error(`There is no ${node.type} ${node.typeVersion}`);
		expect({ node: node.name, strangers: strangers(node, type) }).toEqual({ node: node.name, strangers: [] });
		const issues = NodeHelpers.getNodeParametersIssues(type.properties, withDefaults(node, type), type);
		const open = Object.keys(issues?.parameters ?? {}).filter((name) => !TO_PICK.includes(name));
		expect({ node: node.name, open }).toEqual({ node: node.name, open: [] });
	}
}
