// When fields are shown: n8n 1 does not load a workflow whose fields depend on what it does not know.
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

function isField(option: Option): option is INodeProperties {
	return 'type' in option;
}

/** What fields depend on that is neither beside them nor said by its whole path. */
function unknownIn(fields: INodeProperties[]): string[] {
	const names = fields.map(({ name }) => name);
	return fields.flatMap(({ name, displayOptions, options = [] }) => [
		...Object.keys({ ...displayOptions?.show, ...displayOptions?.hide })
			.filter((each) => !names.includes(each) && !each.startsWith('/') && !each.startsWith('@'))
			.map((each) => `${name}: ${each}`),
		...unknownIn(options.filter(isField)),
		...options.flatMap((option) => ('values' in option ? unknownIn(option.values) : [])),
	]);
}

test.each([RetellChat, RetellChatTrigger, RetellChatWebhookTrigger, RetellInboundSmsTrigger].map((node) => new node()))(
	'$description.displayName: fields depend on those beside them, or on others by their whole path',
	({ description }) => {
		expect(unknownIn(description.properties)).toEqual([]);
	},
);
