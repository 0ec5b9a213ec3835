import { nodeNameToToolName, type INode } from 'n8n-workflow';

import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';
import { namesOf, OPERATIONS, recordOf } from '../../operations/index.ts';
import { runAgent, tool, type World } from './agent.ts';

/** Every operation that does not answer a trigger, with all that has to be filled in left to the model. */
const OFFERS = OPERATIONS.flatMap((name) => {
	const { tool: offer, trigger } = recordOf(name);
	if (!offer && trigger === undefined) throw new Error(`The record ${name} lacks what an AI agent is asked for`);
	if (!offer) return [];
	return { parameters: { ...namesOf(name), ...offer.parameters }, asked: offer.asks, description: actionOf(name) };
});

/** What the model reads, as n8n makes it. */
function actionOf(name: (typeof OPERATIONS)[number]): string {
	const { resource, operation } = namesOf(name);
	const shown = new RetellChat().description.properties.find(
		({ name: property, displayOptions }) =>
			property === 'operation' && displayOptions?.show?.resource?.includes(resource),
	);
	const option = shown?.options?.find((each) => 'value' in each && each.value === operation);
	if (!option || !('action' in option)) throw new Error(`The node has no operation ${name}`);
	return `${option.action} in Retell Chat`;
}

export function offerTests(world: World): void {
	test('a model is offered each operation by what it does, with just what it has to fill in', async () => {
		const nodes = OFFERS.map(({ parameters, description }): INode => tool(description, parameters));
		const { said, result, turns } = await runAgent(world, nodes, () => ({ say: 'I have seen them.' }));
		expect([...result.errors]).toEqual([]);
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
