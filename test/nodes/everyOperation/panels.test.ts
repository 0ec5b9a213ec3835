// What holds for the panel of every operation.
import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';
import { RetellInboundSmsTrigger } from '../../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { nodeOf, nodeTypesOf, workflowWith } from '../../host/data.ts';
import { namesOf, OPERATIONS, type OperationName } from '../../operations/index.ts';

const { properties } = new RetellChat().description;

/** The fields that belong to an operation, in the order in which the editor shows them. */
function fieldsOf(name: OperationName): INodeProperties[] {
	const { resource, operation } = namesOf(name);
	return properties.filter(
		({ displayOptions: { show } = {} }) => show?.resource?.includes(resource) && show.operation?.includes(operation),
	);
}

function optionsOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option) => 'type' in option);
}

/** The fields in the rows of a phone number's agents. */
function agentRows(field: string): INodeProperties[] {
	return fieldsOf('phoneNumber.updateSms')
		.flatMap(optionsOf)
		.flatMap(({ options = [] }) => options)
		.flatMap((row) => ('values' in row ? row.values : []))
		.filter(({ name }) => name === field);
}

const fieldNames = (fields: INodeProperties[]) => fields.map(({ name }) => name);

test.each<[OperationName, number]>([
	['agentTest.run', 5],
	['agentTest.getReply', 16],
	['chat.sendMessage', 16],
	['chat.endMany', 32],
])('%s: Parallel Requests says what holds without it: up to %i', (operation, most) => {
	const fields = fieldsOf(operation).flatMap(optionsOf);
	expect(fields.find(({ name }) => name === 'parallelRequests')?.description).toContain(`up to ${most}.`);
});

test.each(OPERATIONS)('%s: Simplify comes last, before Options or Additional Fields', (operation) => {
	const names = fieldNames(fieldsOf(operation).filter(({ type }) => type !== 'notice'));
	const at = names.indexOf('simplify');
	if (at < 0) return;
	const after = names.slice(at + 1);
	expect(after).toEqual(after.length === 0 ? [] : [names.includes('options') ? 'options' : 'additionalFields']);
});

test.each(OPERATIONS)('%s: Options hold more than Parallel Requests, unless one item is many chats', (operation) => {
	const options = fieldsOf(operation).find(({ name }) => name === 'options');
	if (!options || operation.endsWith('Many')) return;
	expect(fieldNames(optionsOf(options)).filter((name) => name !== 'parallelRequests')).not.toEqual([]);
});

const ASSIGNMENTS = OPERATIONS.flatMap((operation) =>
	fieldsOf(operation).flatMap((collection) =>
		optionsOf(collection)
			.filter(({ type }) => type === 'assignmentCollection')
			.map((field) => [`${operation} ${field.name}`, operation, collection, field] as const),
	),
);

test('there are such fields', () => expect(ASSIGNMENTS.length).toBeGreaterThan(8));

test.each(ASSIGNMENTS)('%s: what n8n shows nowhere else stands in a notice', (_name, operation, collection, field) => {
	const fields = fieldsOf(operation);
	const notice = fields.find(({ name }) => name === `${field.name}Notice`);
	expect(notice).toMatchObject({ type: 'notice', displayName: `<b>${field.displayName}</b>: ${field.description}` });
	expect(fields.indexOf(notice as INodeProperties)).toBeGreaterThan(fields.indexOf(collection));
	const isShown = (added: INodeParameters) => {
		const values = { conversation: 'session', ...namesOf(operation), reject: false, [collection.name]: added };
		return NodeHelpers.displayParameter(values, notice as INodeProperties, { typeVersion: 1 }, null);
	};
	expect([isShown({}), isShown({ [field.name]: {} })]).toEqual([false, true]);
	// n8n passes this one on to no row.
	expect(field.typeOptions?.assignment ?? {}).not.toHaveProperty('hideType');
});

test('the trigger that chooses the agent by itself has these notices, too', () => {
	const fields = new RetellInboundSmsTrigger().description.properties;
	for (const name of ['dynamicVariablesNotice', 'metadataNotice']) {
		const notice = fields.find((field) => field.name === name);
		expect(notice?.displayOptions?.show).toMatchObject({ responseMode: ['onReceived'], reject: [false] });
	}
});

test('the type of a dynamic variable, which is always text, is not asked for', () => {
	const variables = ASSIGNMENTS.filter(([, , , { name }]) => name === 'dynamicVariables');
	for (const [, , , { typeOptions }] of variables)
		expect(typeOptions?.assignment).toEqual({ disableType: true, defaultType: 'string' });
	expect(variables.length).toBeGreaterThan(3);
});

test('what is to be cleared is asked where there is something, and called the same everywhere', () => {
	const clearing = OPERATIONS.flatMap((operation) =>
		fieldsOf(operation)
			.flatMap(optionsOf)
			.filter(({ name }) => ['clearFields', 'turnOff'].includes(name))
			.map(({ displayName }) => `${operation}: ${displayName}`),
	);
	const expected = ['chat.update', 'chatAgent.update', 'phoneNumber.updateSms'];
	expect(clearing.sort()).toEqual(expected.map((operation) => `${operation}: Clear Fields`));
});

test("a new chat's fields of a session are called that", () => {
	const titles = fieldsOf('chat.sendMessage').map(({ displayName }) => displayName);
	expect(titles).toContain('New Chat Fields');
	expect(titles).not.toContain('Additional Fields');
});

test('an option that combines messages does so as soon as it is added', () => {
	const options = fieldsOf('chat.sendMessage').flatMap(optionsOf);
	expect(options.find(({ name }) => name === 'combineWithin')?.default).toBeGreaterThan(0);
});

test("an agent's version that is left empty for a phone number says that drafts count, without pointing at it", () => {
	const rows = agentRows('agentVersion');
	expect(rows.map(({ hint }) => hint)).toEqual(Array(2).fill(expect.stringMatching(/^If empty: .*drafts/)));
});

test('a weight is shown as it was entered, without zeros after it', () => {
	const rows = agentRows('weight');
	expect(rows).toHaveLength(2);
	for (const { typeOptions } of rows) expect(typeOptions).not.toHaveProperty('numberPrecision');
});

describe('the subtitle', () => {
	const TYPE = 'n8n-nodes-retell-chat.retellChat';

	/** What n8n makes of the expression. */
	function subtitleFor(operation: OperationName): string {
		const node = nodeOf(TYPE, { parameters: namesOf(operation) });
		const workflow = workflowWith({ nodes: [node], nodeTypes: nodeTypesOf({ [TYPE]: new RetellChat() }) });
		const { subtitle } = new RetellChat().description;
		return String(workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {}));
	}

	test.each(OPERATIONS)('of %s has room, and does not repeat the name that n8n gives the node', (operation) => {
		const subtitle = subtitleFor(operation);
		// The canvas shows about 30 letters.
		expect(subtitle).toMatch(/^[a-z][A-Za-z ]+: (chat|agent|agent test|contact|inbound SMS|number)$/);
		expect(subtitle.length).toBeLessThanOrEqual(30);
	});

	test('is written as those of n8n are', () => {
		expect([subtitleFor('chat.create'), subtitleFor('phoneNumber.updateSms')]).toEqual([
			'create: chat',
			'update SMS settings: number',
		]);
	});
});
