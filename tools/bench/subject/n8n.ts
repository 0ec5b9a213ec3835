// The n8n of the measurements is the installed one, with its own copy of every part: the node
// package and the HTTP Request node meet it as they do in production.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Core from 'n8n-core';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';
import type * as WorkflowParts from 'n8n-workflow';

const [, , n8nDir = '', packageDir = ''] = process.argv;
const ofN8n = createRequire(join(n8nDir, 'package.json'));
const ofPackage = createRequire(join(packageDir, 'package.json'));

export const core = ofN8n('n8n-core') as typeof Core;
export const parts = ofN8n('n8n-workflow') as typeof WorkflowParts;

/** n8n-core's registry of services. */
export const { Container } = createRequire(ofN8n.resolve('n8n-core'))('@n8n/di') as {
	Container: { get: <Service>(type: abstract new (...args: never[]) => Service) => Service };
};

/** Starts what evaluates expressions, set up as n8n sets it up when nobody says otherwise. */
export async function startExpressions(): Promise<void> {
	const { GlobalConfig } = ofN8n('@n8n/config') as { GlobalConfig: new () => GlobalConfigParts };
	await parts.Expression.initExpressionEngine(Container.get(GlobalConfig).expressionEngine);
}

interface GlobalConfigParts {
	expressionEngine: Parameters<typeof WorkflowParts.Expression.initExpressionEngine>[0];
}

export function retellCredential(): ICredentialType {
	const built = ofPackage('./dist/credentials/RetellChatApi.credentials.js') as {
		RetellChatApi: new () => ICredentialType;
	};
	return new built.RetellChatApi();
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
