import { nodeNameToToolName, type INode } from 'n8n-workflow';

import { namesOf, OPERATIONS, recordOf } from '../../operations/index.ts';
import { ACTIONS } from '../support/actions.ts';
import { runAgent, tool, type World } from './agent.ts';

/** Every operation that does not answer a trigger, with all that has to be filled in left to the model. */
const OFFERS = OPERATIONS.flatMap((name) => {
	const { tool: offer } = recordOf(name);
	if (!offer) return [];
	const asked = [...JSON.stringify(offer).matchAll(/\$fromAI\('([^']+)'/g)].map(([, key = '']) => key);
	// What the model reads, as n8n makes it.
	const description = `${ACTIONS.get(name)} in Retell Chat`;
	return { parameters: { ...namesOf(name), ...offer }, asked, description };
});

export function offerTests(world: World): void {
	test('a model is offered each operation by what it does, with just what it has to fill in', async () => {
		const nodes = OFFERS.map(({ parameters, description }): INode => tool(description, parameters));
		const { said, turns } = await runAgent(world, nodes, () => ({ say: 'I have seen them.' }));
		expect(said).toBe('I have seen them.');
		// In the order in which they stand here.
		const offered = turns.flatMap(({ offered: tools }) => tools).reverse();
		expect(
			offered.map(({ name, description, parameters: { properties, required } }) => ({
				name,
				description,
				asked: Object.keys(properties),
				required,
			})),
		).toEqual(
			OFFERS.map(({ description, asked }) => ({
				name: nodeNameToToolName(description),
				description,
				asked,
				required: asked,
			})),
		);
		// The longest name that OpenAI takes.
		for (const { name } of offered) expect(name.length).toBeLessThanOrEqual(64);
	});
}
