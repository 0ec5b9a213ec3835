import type { INodeListSearchResult } from 'n8n-workflow';
import type { Saved } from './client.ts';
import type { Connection } from './connection.ts';

/** A list that the editor asks a node for. */
export interface Picker {
	node: string;
	method: string;
	/** The parameter that it is for. */
	parameter: string;
	credentials: Record<string, Saved>;
	filter?: string;
	paginationToken?: unknown;
}

function asked({ node, method, parameter, ...rest }: Picker) {
	return {
		nodeTypeAndVersion: { name: node, version: 1 },
		methodName: method,
		path: `parameters.${parameter}`,
		currentNodeParameters: {},
		...rest,
	};
}

/** What the editor shows for a parameter that is filled from a node's own methods. */
export function pickers({ send }: Connection) {
	return {
		/** A page of what "From list" shows. */
		async search(picker: Picker): Promise<INodeListSearchResult> {
			return send('post', '/dynamic-node-parameters/resource-locator-results', asked(picker));
		},

		/** The options of a list to choose from. */
		async options(picker: Picker): Promise<Array<{ name: string; value: string }>> {
			return send('post', '/dynamic-node-parameters/options', asked(picker));
		},
	};
}
