import type { Clock } from './clock.ts';
import { chooseByWeight, createRandom } from './random.ts';
import type { Random } from './random.ts';
import type { AgentRecord, ConversationFlow, Llm, PhoneNumber, WeightedAgent } from './records.ts';
import { makeAgent, makeFlow, makeLlm, makePhoneNumber } from './seeds.ts';
import type { AgentSeed } from './seeds.ts';

interface DirectorySettings {
	clock: Pick<Clock, 'now'>;
	random: Random;
	/** Agents have changed, and with them perhaps when something happens to their chats. */
	agentsChanged: () => void;
}

function found<T>(thing: T | undefined, what: string): T {
	if (thing === undefined) throw new Error(`The sandbox has no ${what}`);
	return thing;
}

/** What the account owns besides chats: agents, the engines below them, phone numbers. */
export function createDirectory({ clock, random, agentsChanged }: DirectorySettings) {
	const agents = new Map<string, AgentRecord>();
	const llms = new Map<string, Llm>();
	const flows = new Map<string, ConversationFlow>();
	const numbers = new Map<string, PhoneNumber>();
	const attributes = new Set<string>();
	const choices = createRandom(11);

	function addLlm(seed: Partial<Llm> = {}): Llm {
		const llm = makeLlm(seed, clock.now(), random);
		llms.set(llm.llm_id, llm);
		return llm;
	}

	function addFlow(seed: Partial<ConversationFlow> = {}): ConversationFlow {
		const flow = makeFlow(seed, clock.now(), random);
		flows.set(flow.conversation_flow_id, flow);
		return flow;
	}

	function addEngines(agent: AgentRecord): void {
		for (const { response_engine: engine, last_modification_timestamp } of agent.versions) {
			const version = engine.type === 'custom-llm' ? 0 : (engine.version ?? 0);
			const seed = { version, last_modification_timestamp };
			if (engine.type === 'retell-llm' && !llms.has(engine.llm_id)) addLlm({ llm_id: engine.llm_id, ...seed });
			if (engine.type === 'conversation-flow' && !flows.has(engine.conversation_flow_id))
				addFlow({ conversation_flow_id: engine.conversation_flow_id, ...seed });
		}
	}

	return {
		/** Engines that it names are then there, too. */
		addAgent: (seed: AgentSeed = {}) => {
			const agent = makeAgent(seed, clock.now(), random);
			agents.set(agent.agent_id, agent);
			addEngines(agent);
			agentsChanged();
			return agent;
		},
		agent: (id: string) => agents.get(id),
		agents: () => [...agents.values()],
		editAgent: (id: string, change: Partial<AgentRecord>) => {
			const agent = Object.assign(found(agents.get(id), `agent ${id}`), change);
			agentsChanged();
			return agent;
		},
		deleteAgent: (id: string) => void agents.delete(id),
		addLlm,
		llms: () => [...llms.values()],
		addFlow,
		flows: () => [...flows.values()],
		addPhoneNumber: (seed: Partial<PhoneNumber> = {}) => {
			const number = makePhoneNumber(seed, clock.now());
			numbers.set(number.phone_number, number);
			return number;
		},
		phoneNumber: (number: string) => numbers.get(number),
		phoneNumbers: () => [...numbers.values()],
		editPhoneNumber: (number: string, change: Partial<PhoneNumber>) =>
			Object.assign(found(numbers.get(number), `number ${number}`), change),
		/** Defines custom attributes for the whole account, as its dashboard does; others are dropped. */
		defineAttributes: (...ids: string[]) => {
			for (const id of ids) attributes.add(id);
		},
		definesAttribute: (id: string) => attributes.has(id),
		/** The agent that takes the next text, by weight; the same sandbox makes the same choices again. */
		chooseAgent: (from: readonly WeightedAgent[] | null | undefined) => chooseByWeight(from ?? [], choices),
		clear: () => {
			agents.clear();
			llms.clear();
			flows.clear();
			numbers.clear();
			attributes.clear();
			choices.reset();
		},
	};
}
