import { ASKING } from '../operations/index.ts';

/** The share of each operation, so that more operations make the tests no slower. */
const shared = (all: number) => Math.ceil(all / ASKING.length);

/** How many random cases each test of this folder runs: about 13,000 in all. */
const runs = {
	/** Parameters of any JavaScript type, for each operation. */
	values: shared(4_200),
	/** Answers of the server, for each operation. */
	answers: shared(3_900),
	/** Answers of the server at the level of HTTP: statuses, headers, broken bodies; for each operation. */
	wire: shared(800),
	/** Whole workflows through n8n's engine, for each operation. */
	workflows: shared(1_000),
	/** Operations that are none. */
	operations: 100,
	/** Credentials. */
	credentials: 200,
	/** Answers to each picker of the editor. */
	pickers: 75,
	/** Polls of the polling trigger, in sequences. */
	polls: 125,
	/** Parameters of the polling trigger. */
	settings: 150,
	/** Bodies and signatures at the instant trigger. */
	webhooks: 300,
	/** Bodies and signatures at the trigger for texts, in front of whole workflows. */
	texts: 250,
	/** Parameters of the trigger for texts, with bodies that n8n reads from other forms than JSON. */
	textSettings: 500,
	/** Requests of which n8n keeps no bytes, at each of the two triggers. */
	forms: 300,
	/** Parameters of the operation that answers a text, and what starts its workflow. */
	textAnswers: 900,
	/** Lives of an agent and of a number that a trigger registers with. */
	agents: 150,
	numbers: 150,
	/** What can be filled in as the agent, the number and the events, at each of the two triggers. */
	chosen: 200,
} as const;

/** RANDOM_RUNS=10 draws ten times as many: other cases than those of each run of the tests. */
const { RANDOM_RUNS = '1' } = process.env;

export const RUNS = Object.fromEntries(
	Object.entries(runs).map(([name, count]) => [name, Math.ceil(count * Number(RANDOM_RUNS))]),
) as Record<keyof typeof runs, number>;
