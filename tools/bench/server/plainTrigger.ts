// The least that a webhook trigger of a community package can be: what n8n itself takes for one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pack } from '../../../test/package/pack.ts';

const NAME = 'n8n-nodes-plain-trigger';
export const PLAIN_TRIGGER = `${NAME}.plainTrigger`;

const NODE = `
class PlainTrigger {
  description = {
    displayName: 'Plain Trigger',
    name: 'plainTrigger',
    group: ['trigger'],
    version: 1,
    description: 'Starts the workflow with what comes',
    defaults: { name: 'Plain Trigger' },
    inputs: [],
    outputs: ['main'],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: [],
  };

  async webhook() {
    return { workflowData: [[{ json: this.getBodyData() }]] };
  }
}
module.exports = { PlainTrigger };
`;

/** Packs a package with this one node, under `folder`; returns the tarball's path. */
export function packPlainTrigger(folder: string): string {
	const source = join(folder, NAME);
	const node = 'dist/PlainTrigger.node.js';
	mkdirSync(dirname(join(source, node)), { recursive: true });
	writeFileSync(join(source, node), NODE);
	const manifest = {
		name: NAME,
		version: '1.0.0',
		keywords: ['n8n-community-node-package'],
		files: ['dist'],
		n8n: { n8nNodesApiVersion: 1, credentials: [], nodes: [node] },
	};
	writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
	return pack(folder, source);
}
