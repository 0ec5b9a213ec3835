// The examples fit the nodes that this package has: types, versions, parameters, choices. (n8n's: test/e2e.)
import { EXAMPLES, isOurs, triggers, workers, wires } from './examples.ts';
import { expectToFit } from './fit.ts';
import { N8N_NODES, OUR_NODES } from './nodeTypes.ts';

/** All others have one. */
const WITH_TWO_TRIGGERS = ['instant-with-a-net'];

test('there are examples', () => {
	expect(EXAMPLES.map(({ id }) => id)).toEqual([
		'ai-agent-tool',
		'alert-unhappy-chats',
		'answer-n8n-chat',
		'answer-whatsapp',
		'clean-up-chats',
		'greet-texting-customer-table',
		'greet-texting-customer',
		'instant-with-a-net',
		'set-up-chat-agent',
		'update-crm-data-table',
		'update-crm-hubspot',
		'update-retell-contacts',
	]);
});

describe.each(EXAMPLES)('$id', (example) => {
	const { workflow } = example;

	test('uses nodes that there are', () => {
		for (const { name, type, typeVersion } of workflow.nodes) {
			const version = OUR_NODES[type]?.version ?? N8N_NODES[type]?.version;
			expect({ name, type, version: typeVersion }).toEqual({ name, type, version });
		}
	});

	test('uses a Retell node', () => {
		expect(workflow.nodes.filter(isOurs).length).toBeGreaterThan(0);
	});

	test("fills in parameters that this package's nodes have", () => {
		expectToFit(workflow.nodes.filter(isOurs), ({ type }) => OUR_NODES[type]);
	});

	test('is wired from triggers to ends', () => {
		const all = wires(example);
		const reached = new Set(triggers(example).map(({ name }) => name));
		expect(reached.size).toBe(WITH_TWO_TRIGGERS.includes(example.id) ? 2 : 1);
		// A sub-node is wired to the node that it serves.
		const served = all.filter(({ type }) => type.startsWith('ai_')).map(({ from }) => from);
		for (let size = 0; size !== reached.size;) {
			size = reached.size;
			for (const { from, to } of all) if (reached.has(from)) reached.add(to);
		}
		expect([...reached, ...served].sort()).toEqual(
			workers(example)
				.map(({ name }) => name)
				.sort(),
		);
	});

	test('leads what goes wrong somewhere', () => {
		const all = wires(example);
		for (const { name, onError } of workers(example)) {
			const leads = all.some(({ from, output }) => from === name && output === 1);
			if (onError === 'continueErrorOutput') expect({ name, leads }).toEqual({ name, leads: true });
		}
	});

	test('speaks up when it runs by itself and Retell cannot be asked', () => {
		if (!workflow.nodes.some(({ type }) => type.endsWith('.scheduleTrigger'))) return;
		const stops = workflow.nodes.filter(({ type }) => type.endsWith('.stopAndError')).map(({ name }) => name);
		for (const { name, onError } of workflow.nodes.filter(isOurs)) {
			const told = wires(example).filter(({ from, output }) => from === name && output === 1);
			expect({ name, onError }).toEqual({ name, onError: 'continueErrorOutput' });
			expect(told.length).toBeGreaterThan(0);
			for (const { to } of told) expect(stops).toContain(to);
		}
	});
});
