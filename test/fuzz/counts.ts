import { ASKING } from '../operations/index.ts';

/** The share of each operation, so that more operations make the tests no slower. */
const shared = (all: number) => Math.ceil(all / ASKING.length);

/** How many random cases each test of this folder runs: about 26,000 in all. */
export const RUNS = {
	/** Parameters of any JavaScript type, for each operation. */
	values: shared(8_400),
	/** Answers of the server, for each operation. */
	answers: shared(7_800),
	/** Answers of the server at the level of HTTP: statuses, headers, broken bodies; for each operation. */
	wire: shared(800),
	/** Whole workflows through n8n's engine, for each operation. */
	workflows: shared(2_000),
	/** Operations that are none. */
	operations: 100,
	/** Credentials. */
	credentials: 200,
	/** Answers to each picker of the editor. */
	pickers: 150,
	/** Polls of the polling trigger, in sequences. */
	polls: 250,
	/** Parameters of the polling trigger. */
	settings: 150,
	/** Bodies and signatures at the instant trigger. */
	webhooks: 600,
	/** Answers about the agent with which the instant trigger registers. */
	registrations: 300,
	/** Bodies and signatures at the trigger for texts, in front of whole workflows. */
	texts: 500,
	/** Parameters of the trigger for texts, with bodies that n8n reads from other forms than JSON. */
	textSettings: 1_000,
	/** Requests of which n8n keeps no bytes, at each of the two triggers. */
	forms: 300,
	/** Parameters of the operation that answers a text. */
	textAnswers: 1_200,
	/** What starts the workflow in which a text is answered. */
	textStarts: 300,
	/** Lives of an agent and of a number that a trigger registers with. */
	agents: 300,
	numbers: 300,
	/** What can be filled in as the agent, the number and the events, at each of the two triggers. */
	chosen: 200,
} as const;
