import { NodeHelpers } from 'n8n-workflow';
import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';
import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { node } from '../../../tools/n8n/workflows.ts';
import { closePanel, cutTexts, labels, missing, openFromCanvas, panelText } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import type { Editor } from './useEditor.ts';

interface Panel {
	name: string;
	type: INodeTypeDescription;
	parameters: INodeParameters;
}

const ACTION = new RetellChat().description;
const TRIGGER = new RetellChatTrigger().description;
const WEBHOOK = new RetellChatWebhookTrigger().description;
const INBOUND_SMS = new RetellInboundSmsTrigger().description;

function choices({ properties }: INodeTypeDescription, name: string, parameters: INodeParameters): string[] {
	const property = properties.find((each) => each.name === name && isShown(each, parameters));
	return (property?.options ?? []).map((option) => ('value' in option ? String(option.value) : option.name));
}

/** Every operation (of a message both ways to find the chat), and the triggers. */
const PANELS: Panel[] = [
	...choices(TRIGGER, 'event', {}).map((event) => panel(`trigger ${event}`, TRIGGER, { event })),
	...choices(WEBHOOK, 'setUpWebhook', {}).map((setUpWebhook) =>
		panel(`webhook trigger ${setUpWebhook}`, WEBHOOK, { setUpWebhook }),
	),
	...choices(INBOUND_SMS, 'responseMode', {}).map((responseMode) =>
		panel(`inbound SMS trigger ${responseMode}`, INBOUND_SMS, { responseMode }),
	),
	...choices(ACTION, 'resource', {}).flatMap((resource) =>
		choices(ACTION, 'operation', { resource }).flatMap((operation) => {
			const parameters = { resource, operation };
			const ways = choices(ACTION, 'conversation', parameters);
			if (ways.length === 0) return [panel(`${resource} ${operation}`, ACTION, parameters)];
			return ways.map((conversation) =>
				panel(`${resource} ${operation} ${conversation}`, ACTION, { ...parameters, conversation }),
			);
		}),
	),
];

/** A panel in which every option is added. */
function panel(name: string, type: INodeTypeDescription, chosen: INodeParameters): Panel {
	const parameters: INodeParameters = { ...chosen };
	for (const property of type.properties) {
		if (isShown(property, parameters)) parameters[property.name] ??= filledIn(property, chosen);
	}
	return { name, type, parameters };
}

function filledIn({ type, options, default: value }: INodeProperties, root: INodeParameters): NodeParameterValueType {
	if (type === 'collection') {
		const added = (options as INodeProperties[]).filter((option) => isShown(option, {}, root));
		return Object.fromEntries(added.map((option) => [option.name, filledIn(option, root)]));
	}
	if (type === 'fixedCollection') {
		const rows = (options as INodePropertyCollection[]).map(({ name, values }): [string, INodeParameters[]] => {
			return [name, [Object.fromEntries(values.map((each) => [each.name, each.default]))]];
		});
		return Object.fromEntries(rows);
	}
	return value;
}

function isShown(property: INodeProperties, values: INodeParameters, root = values): boolean {
	return NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, null, root);
}

/** The names of the fields that such a panel has to show, in their order. */
function expectedLabels(properties: INodeProperties[], values: INodeParameters, root = values): string[] {
	return properties
		.filter(({ name, type }) => name in values && !['hidden', 'notice'].includes(type))
		.filter((property) => isShown(property, values, root))
		.flatMap(({ displayName, name, type, options }) => {
			const value = values[name] as INodeParameters;
			if (type === 'collection') return [displayName, ...expectedLabels(options as INodeProperties[], value, root)];
			if (type !== 'fixedCollection') return [displayName];
			return [displayName, ...rowsOf(options, value).flatMap(([fields, row]) => expectedLabels(fields, row, root))];
		});
}

function isEmpty(value: NodeParameterValueType): boolean {
	return value === '' || (typeof value === 'object' && value !== null && 'value' in value && value.value === '');
}

function requiredLabels(properties: INodeProperties[], values: INodeParameters, root = values): string[] {
	return properties
		.filter((property) => property.name in values && isShown(property, values, root))
		.flatMap(({ displayName, name, type, options, required, default: value }) => {
			if (type === 'collection')
				return requiredLabels(options as INodeProperties[], values[name] as INodeParameters, root);
			if (type === 'fixedCollection')
				return rowsOf(options, values[name]).flatMap(([fields, row]) => requiredLabels(fields, row, root));
			return required && isEmpty(value) ? [displayName] : [];
		});
}

/** The rows of a fixed collection, each with its fields. */
function rowsOf(
	options: INodeProperties['options'],
	value: INodeParameters[string],
): Array<[INodeProperties[], INodeParameters]> {
	const rows = value as Record<string, INodeParameters[]>;
	return (options as INodePropertyCollection[]).flatMap(({ name, values }) =>
		(rows[name] ?? []).map((row): [INodeProperties[], INodeParameters] => [values, row]),
	);
}

export function panelTests(editor: Editor): void {
	describe('the panel', () => {
		beforeAll(() =>
			editor.openCanvas(
				...PANELS.map(({ name, type, parameters }) => node(name, `n8n-nodes-retell-chat.${type.name}`, parameters)),
			),
		);

		test.each(PANELS)('of $name shows all its fields in order, whole, and asks for what is required', async (panel) => {
			const { page } = editor;
			await openFromCanvas(page, panel.name);
			// n8n itself asks when to poll.
			const polling = panel.type.polling ? ['Poll Times', 'Mode'] : [];
			const expected = [...polling, ...expectedLabels(panel.type.properties, panel.parameters)];
			await eventually(async () => expect(await labels(page)).toEqual(expected));
			await eventually(async () =>
				expect(await missing(page)).toEqual(requiredLabels(panel.type.properties, panel.parameters)),
			);
			await eventually(async () => expect(await cutTexts(page)).toEqual([]));
			await eventually(async () =>
				expect(await panelText(page)).not.toMatch(/could ?n.t|could not|fetching|undefined|\[object/i),
			);
			await closePanel(page);
			expect(editor.problems()).toEqual([]);
		});
	});
}
