import { OPERATIONS } from '../nodes/fixtures.ts';

/** The share of each operation, so that more operations make the tests no slower. */
const shared = (all: number) => Math.ceil(all / OPERATIONS.length);

/** How many random cases each test of this folder runs. `count.test.ts` holds the sum to its promise. */
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
} as const;

export const PICKER_COUNT = 6;

/** All cases of a default run. */
export const ALL_RUNS =
  (RUNS.values + RUNS.answers + RUNS.wire + RUNS.workflows) * OPERATIONS.length +
  RUNS.pickers * PICKER_COUNT +
  RUNS.operations +
  RUNS.credentials +
  RUNS.polls +
  RUNS.settings +
  RUNS.webhooks +
  RUNS.registrations;
