import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { ExecutionResult, SavedWorkflow, WorkflowFile } from '../../../tools/n8n/index.ts';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { Services } from '../services/services.ts';
import type { Stage } from '../support/stage.ts';
import { everySeconds } from '../support/trigger.ts';
import { until } from '../../../tools/n8n/until.ts';
import { locator, readWorkflow } from '../../../tools/n8n/workflows.ts';

export interface World {
	stage: Stage;
	services: () => Services;
}

/** What a person does to an example after importing it, as its page says. */
export interface SetUp {
	/** Under "Set your values". */
	values?: Record<string, string | number | boolean>;
	/** Credentials to be made and chosen in the nodes that take them, by type. */
	credentials?: Record<string, Record<string, string>>;
	/** Further parameters, by node. */
	parameters?: Record<string, INodeParameters>;
	/** Other changes to nodes, by node. */
	nodes?: Record<string, Partial<INode>>;
}

const VALUES = 'Set your values';

interface Assignments {
	assignments: Array<{ name: string; value: unknown }>;
}

function withValues(node: INode, values: NonNullable<SetUp['values']>): INode {
	const { assignments } = node.parameters['assignments'] as unknown as Assignments;
	const unknown = Object.keys(values).filter((name) => !assignments.some((each) => each.name === name));
	if (unknown.length > 0) throw new Error(`"${VALUES}" has no ${unknown.join()}`);
	const changed = assignments.map((each) => ({ ...each, value: values[each.name] ?? each.value }));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments: changed } } as INodeParameters };
}

/** What each credential is for: the nodes of an example that need one. */
const TAKES: Record<string, RegExp> = {
	hubspotAppToken: /\.(hubspot|httpRequest)$/,
	openAiApi: /\.lmChatOpenAi$/,
	slackApi: /\.slack$/,
	whatsAppApi: /\.whatsApp$/,
	whatsAppTriggerApi: /\.whatsAppTrigger$/,
};

/** Whether it is a picker in which nothing is picked yet. */
function isOpen(parameter: unknown): boolean {
	return typeof parameter === 'object' && parameter !== null && 'value' in parameter && parameter.value === '';
}

/** Imports an example, or what somebody made of one, and sets it up. */
export async function setUp(
	{ stage }: World,
	example: string | WorkflowFile,
	wanted: SetUp = {},
): Promise<SavedWorkflow> {
	const file = typeof example === 'string' ? readWorkflow(join('examples', `${example}.json`)) : example;
	const credentials = new Map<string, INode['credentials']>();
	for (const [type, data] of Object.entries(wanted.credentials ?? {})) {
		credentials.set(type, { [type]: await stage.client.saveCredential({ name: type, type, data }) });
	}
	const nodes = file.nodes.map((node): INode => {
		const ofRetell = {
			// One agent to choose, and no minute to wait for the first poll.
			...(isOpen(node.parameters['agentId']) && { agentId: locator(DEMO_AGENTS.support) }),
			...('pollTimes' in node.parameters && { pollTimes: everySeconds(3) }),
		};
		const chosen = [...credentials].filter(([type]) => TAKES[type]?.test(node.type)).map(([, choice]) => choice);
		const changed: INode = {
			...node,
			...wanted.nodes?.[node.name],
			parameters: { ...node.parameters, ...ofRetell, ...wanted.parameters?.[node.name] },
			...(chosen.length > 0 && { credentials: Object.assign({}, node.credentials, ...chosen) as INode['credentials'] }),
		};
		return node.name === VALUES && wanted.values ? withValues(changed, wanted.values) : changed;
	});
	return stage.save({ pinData: {}, ...file, nodes });
}

/** The same, and publishes it until the test is over. */
export async function publish(world: World, example: string | WorkflowFile, wanted?: SetUp): Promise<SavedWorkflow> {
	const workflow = await setUp(world, example, wanted);
	await world.stage.publish(workflow);
	return workflow;
}

/** Waits for so many executions that the published workflow's trigger started; the oldest first. */
export async function executionsOf(
	{ stage }: World,
	workflow: SavedWorkflow,
	count: number,
): Promise<ExecutionResult[]> {
	const started = async () => {
		const all = await stage.client.executions(workflow);
		return all.filter(({ mode }) => mode === 'trigger' || mode === 'webhook').reverse();
	};
	await until(`${count} executions`, async () => (await started()).length >= count, { every: 500 });
	return Promise.all((await started()).map(({ id }) => stage.client.waitFor(id)));
}

/** It failed, and this is among what it says. */
export function expectFailure(result: ExecutionResult | undefined, message: string): void {
	expect(result?.status).toBe('error');
	expect([...(result?.errors.values() ?? [])].join()).toContain(message);
}

/** The address at which n8n takes what comes to this trigger of an example. */
export function webhookAt({ stage }: World, example: string, trigger: string): string {
	const { nodes } = readWorkflow(join('examples', `${example}.json`));
	return `${stage.n8n.url}/webhook/${nodes.find(({ name }) => name === trigger)?.webhookId}`;
}

/** A chat in which a person says this and that, and that has ended; returns its id. */
export function endedChat({ stage: { sandbox } }: World, said: string[], seed: object = {}): string {
	const { chat_id } = sandbox.store.addChat({ agent_id: DEMO_AGENTS.support, ...seed });
	for (const text of said) sandbox.store.say(chat_id, text);
	sandbox.store.endChat(chat_id);
	return chat_id;
}
