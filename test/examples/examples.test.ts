// The examples fit the nodes that this package has: types, versions, parameters, choices. (n8n's: test/e2e.)
import { EXAMPLES, isOurs, reachedFrom, triggers, waysThrough, workers, wires } from './examples.ts';
import { expectToFit } from './fit.ts';
import { N8N_NODES, OUR_NODES } from './nodeTypes.ts';

/** How many triggers these have. All others have one. */
const TRIGGERS: Record<string, number> = { 'hand-over-to-a-person': 3, 'instant-with-a-net': 2 };

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
		const starts = triggers(example).map(({ name }) => name);
		expect(starts).toHaveLength(TRIGGERS[example.id] ?? 1);
		expect([...reachedFrom(example, starts)].sort()).toEqual(
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
		for (const way of waysThrough(example)) {
			const { nodes } = way.workflow;
			if (!nodes.some(({ type }) => type.endsWith('.scheduleTrigger'))) continue;
			const stops = nodes.filter(({ type }) => type.endsWith('.stopAndError')).map(({ name }) => name);
			for (const { name, onError } of nodes.filter(isOurs)) {
				const told = wires(way).filter(({ from, output }) => from === name && output === 1);
				expect({ name, onError }).toEqual({ name, onError: 'continueErrorOutput' });
				expect(told.length).toBeGreaterThan(0);
				for (const { to } of told) expect(stops).toContain(to);
			}
		}
	});
});
