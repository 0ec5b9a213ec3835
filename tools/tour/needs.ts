import type { INode, INodeTypeDescription } from 'n8n-workflow';
// The ECMAScript build of n8n-workflow, which Node would take here, does not load in Node.
import { NodeHelpers } from 'n8n-workflow/dist/cjs/index.js';
import type { N8nClient } from '../n8n/index.ts';

function lacksCredential(node: INode, type: INodeTypeDescription): boolean {
	return (type.credentials ?? []).some(
		(each) =>
			each.required &&
			!node.credentials?.[each.name] &&
			NodeHelpers.displayParameter(node.parameters, each, node, type),
	);
}

/** What these nodes still want before they work: credentials, else choices; nothing if they are ready. */
export async function needsOf(client: N8nClient, nodes: INode[]): Promise<string | undefined> {
	const credentials = new Set<string>();
	const choices = new Set<string>();
	for (const [node, type] of await client.described(nodes.filter(({ disabled }) => !disabled))) {
		if (lacksCredential(node, type)) credentials.add(type.displayName);
		// What n8n's editor marks red.
		if (NodeHelpers.getNodeParametersIssues(type.properties, node, type)) choices.add(node.name);
	}
	// What there is to choose comes from the account.
	if (credentials.size > 0) return `a credential for ${[...credentials].join(' and ')}`;
	return choices.size > 0 ? `a choice in "${[...choices].join('" and "')}"` : undefined;
}
