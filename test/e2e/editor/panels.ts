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
import { namesOf, OPERATIONS } from '../../operations/index.ts';
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
/** Each trigger, with the parameter that chooses what else there is. */
const TRIGGERS: Array<[INodeTypeDescription, string]> = [
	[new RetellChatTrigger().description, 'event'],
	[new RetellChatWebhookTrigger().description, 'setUpWebhook'],
	[new RetellInboundSmsTrigger().description, 'responseMode'],
];

function choices({ properties }: INodeTypeDescription, name: string, parameters: INodeParameters): string[] {
	const property = properties.find((each) => each.name === name && isShown(each, parameters));
	return (property?.options ?? []).map((option) => ('value' in option ? String(option.value) : option.name));
}

/** Every operation (of a message both ways to find the chat), and the triggers. */
const PANELS: Panel[] = [
	...TRIGGERS.flatMap(([type, name]) => choices(type, name, {}).map((choice) => panel(type, { [name]: choice }))),
	...OPERATIONS.flatMap((name) => {
		const operation = namesOf(name);
		const ways = choices(ACTION, 'conversation', operation);
		if (ways.length === 0) return [panel(ACTION, operation)];
		return ways.map((conversation) => panel(ACTION, { ...operation, conversation }));
	}),
];

/** A panel in which every option is added. */
function panel(type: INodeTypeDescription, chosen: Record<string, string>): Panel {
	const parameters: INodeParameters = { ...chosen };
	for (const property of type.properties) {
		if (isShown(property, parameters)) parameters[property.name] ??= filledIn(property, chosen);
	}
	return { name: [type.displayName, ...Object.values(chosen)].join(' '), type, parameters };
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

/** The fields that such a panel has to show, in their order: each with those in it behind it. */
function fieldsIn(properties: INodeProperties[], values: INodeParameters, root = values): INodeProperties[] {
	return properties
		.filter((property) => property.name in values && isShown(property, values, root))
		.flatMap((property) => {
			const { name, type, options } = property;
			const value = values[name] as INodeParameters;
			if (type === 'collection') return [property, ...fieldsIn(options as INodeProperties[], value, root)];
			if (type !== 'fixedCollection') return [property];
			const rows = (options as INodePropertyCollection[]).flatMap(({ name: row, values: fields }) =>
				(value[row] as INodeParameters[]).flatMap((each) => fieldsIn(fields, each, root)),
			);
			return [property, ...rows];
		});
}

function isEmpty(value: NodeParameterValueType): boolean {
	return value === '' || (typeof value === 'object' && value !== null && 'value' in value && value.value === '');
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
			const fields = fieldsIn(panel.type.properties, panel.parameters);
			const labelled = fields.filter(({ type }) => !['hidden', 'notice'].includes(type));
			const required = fields.filter((field) => field.required && isEmpty(field.default));
			const titlesOf = (some: INodeProperties[]) => some.map(({ displayName }) => displayName);
			await eventually(async () => expect(await labels(page)).toEqual([...polling, ...titlesOf(labelled)]));
			await eventually(async () => expect(await missing(page)).toEqual(titlesOf(required)));
			await eventually(async () => expect(await cutTexts(page)).toEqual([]));
			await eventually(async () =>
				expect(await panelText(page)).not.toMatch(/could ?n.t|could not|fetching|undefined|\[object/i),
			);
			await closePanel(page);
			expect(editor.problems()).toEqual([]);
		});
	});
}
