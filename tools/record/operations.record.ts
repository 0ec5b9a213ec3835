// Each operation: as its record says, raw, for the fields of its schema, for an item that fails, and with random parameters.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { AGENT, CHAT, NUMBER } from '../../test/operations/answers.ts';
import { OPERATIONS, recordOf } from '../../test/operations/index.ts';
import { workflowOf } from '../../test/operations/workflow.ts';
import { goodParameters } from '../../test/fuzz/operations.ts';
import { credentialFor } from '../../test/nodes/fixtures.ts';
import { runWorkflow } from '../../test/host/run.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';
import { itemsOf, wireOf, write } from './normalised.ts';

const RANDOM_RUNS = 20;
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ newKeys: true, analysisDelayMs: null });
});
afterAll(() => sandbox.close());

test.each(OPERATIONS)('%s', async (operation) => {
	const { prepare, schema } = recordOf(operation);

	async function run(input: object, parameters: INodeParameters = {}) {
		const { outputs, error, hints } = await runWorkflow(workflowOf(operation), {
			credential: credentialFor(sandbox),
			input: [input],
			parameters,
		});
		const { message, description, httpCode } = error ?? {};
		return {
			parameters,
			requests: wireOf(sandbox.requests),
			outputs: outputs.map(itemsOf),
			hints,
			error: error && { message, description, httpCode },
		};
	}
	const fresh = () => {
		sandbox.reset();
		return sandbox;
	};
	const runs = {
		'as recorded': await run(prepare(fresh())),
		raw: await run(prepare(fresh()), { simplify: false }),
		'every field': await run((schema?.prepare ?? prepare)(fresh()), schema?.parameters),
		'an empty item': await run((fresh(), {})).catch(String),
		random: [] as unknown[],
	};
	const samples = fc.sample(goodParameters(operation), { numRuns: RANDOM_RUNS, seed: 1 });
	for (const [index, parameters] of samples.entries()) {
		const { store } = fresh();
		const input = prepare(sandbox);
		store.addAgent({ agent_id: AGENT, versions: [{ is_published: true }, { is_published: true }, {}] });
		store.addLlm({ llm_id: 'llm_1' });
		store.addFlow({ conversation_flow_id: 'f' });
		store.editPhoneNumber(NUMBER, { outbound_sms_agents: [{ agent_id: AGENT, weight: 1 }] });
		const hourAgo = Date.now() - 3_600_000;
		const seed = index % 2 ? { end_timestamp: hourAgo + 1_000 } : {};
		store.addChat({ chat_id: CHAT, agent_id: AGENT, start_timestamp: hourAgo, ...seed });
		runs.random.push(await run(input, parameters as INodeParameters).catch(String));
	}
	write(operation, runs);
});
