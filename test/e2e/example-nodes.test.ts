// The examples fit the nodes that n8n itself has: types, versions, parameters, choices.
import { EXAMPLES, isOurs } from '../examples/examples.ts';
import { expectToFit } from '../examples/fit.ts';
import { N8N_NODES, typesOf } from '../examples/nodeTypes.ts';
import { N8N_VERSION } from '../../tools/n8n/index.ts';
import { prepared } from '../../tools/n8n/prepared.ts';

const describeType = typesOf(prepared().n8n[N8N_VERSION]);

test.each(EXAMPLES)("$id fills in parameters that n8n's nodes have", ({ workflow }) => {
	expectToFit(
		workflow.nodes.filter((node) => !isOurs(node)),
		describeType,
	);
});

test.each(Object.entries(N8N_NODES))('%s is in n8n as the tests have it', (type, { version, defaultName }) => {
	expect(describeType({ type, typeVersion: version })?.defaults.name).toBe(defaultName);
});
