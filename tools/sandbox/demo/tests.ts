import { latestVersion } from '../records.ts';
import type { Store } from '../store.ts';

/** Test cases of the newest versions: of one agent all pass, of another one fails, as long as nobody changes them. */
export function addDemoTests(store: Store, { support, returnsFlow }: { support: string; returnsFlow: string }): void {
	const add = (agentId: string, seed: Partial<Parameters<Store['addTestCase']>[0]>) => {
		const agent = store.agent(agentId);
		const engine = agent && latestVersion(agent).response_engine;
		if (engine && engine.type !== 'custom-llm') store.addTestCase({ ...seed, response_engine: engine });
	};
	add(support, {
		name: 'Finds an order',
		user_prompt: 'You want to know where your order 4711 is.',
		metrics: ['The agent looks the order up', 'The agent says when it arrives'],
	});
	add(support, {
		name: 'Hands refunds over',
		user_prompt: 'You want a refund.',
		metrics: ['The agent hands over to a person'],
	});
	add(support, {
		name: 'Admits that it does not know an order',
		user_prompt: 'You ask for the order 9999.',
		metrics: ['The agent says that there is no such order', 'The agent offers to look again'],
		outcome: 'fail',
		explanation: 'The agent said that there is no such order, but did not offer to look again.',
	});
	add(returnsFlow, {
		name: 'Accepts a return',
		user_prompt: 'You want to send back your shoes.',
		metrics: ['The agent accepts the return'],
	});
}
