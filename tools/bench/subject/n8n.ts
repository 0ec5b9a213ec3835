// The n8n of the measurements is the installed one, with its own copy of every part: the node
// package and the HTTP Request node meet it as they do in production.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';
import type * as WorkflowParts from 'n8n-workflow';

import { executionDataOf, type Credential } from '../../../test/host/data.ts';
import { Container, ofN8n, parts } from '../../../test/host/n8n.ts';

const [, , , packageDir = ''] = process.argv;
const ofPackage = createRequire(join(packageDir, 'package.json'));

/** Starts what evaluates expressions, set up as n8n sets it up when nobody says otherwise. */
export async function startExpressions(): Promise<void> {
	const { GlobalConfig } = ofN8n('@n8n/config') as { GlobalConfig: new () => GlobalConfigParts };
	await parts.Expression.initExpressionEngine(Container.get(GlobalConfig).expressionEngine);
}

interface GlobalConfigParts {
	expressionEngine: Parameters<typeof WorkflowParts.Expression.initExpressionEngine>[0];
}

/** What goes with an execution that has the package's credential. */
export function additionalData(credential: Credential) {
	const { RetellChatApi } = ofPackage('./dist/credentials/RetellChatApi.credentials.js') as {
		RetellChatApi: new () => ICredentialType;
	};
	return executionDataOf({ credential, type: new RetellChatApi() });
}

export function retellNode(name: 'RetellChat' | 'RetellChatTrigger'): INodeType {
	const built = ofPackage(`./dist/nodes/${name}/${name}.node.js`) as Record<string, new () => INodeType>;
	const Type = built[name];
	if (!Type) throw new Error(`The package has no node ${name}`);
	return new Type();
}

/** n8n's own HTTP Request node, in its newest version. */
export function httpRequestNode(): { type: INodeType; version: number } {
	const { HttpRequest } = ofN8n('n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js') as {
		HttpRequest: new () => IVersionedNodeType;
	};
	const node = new HttpRequest();
	return { type: node.getNodeType(), version: node.currentVersion };
}
