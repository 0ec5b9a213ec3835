import { RetellChat } from '../../../nodes/RetellChat/RetellChat.node.ts';

/** What the node says that each of its operations does, by the operation's name, in their order. */
export const ACTIONS = new Map(
	new RetellChat().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) => {
			const resource = displayOptions?.show?.['resource']?.[0];
			return options.flatMap((option): Array<[string, string]> => {
				const isOperation = 'action' in option && typeof resource === 'string';
				return isOperation ? [[`${resource}.${option.value}`, option.action ?? '']] : [];
			});
		}),
);
