import { listed } from './quotes';

// Above the output of an update: custom attributes that Retell did not treat as asked.

/** Of how many items it is true. */
interface Share {
	items: number;
	of: number;
}

const WHERE = 'in the Retell dashboard under Chat History, Actions, Custom attributes';

const about = (what: string, ids: string[], { items, of }: Share, todo: string) =>
	`${what}: ${listed(ids)}${of > 1 ? ` (in ${items} of ${of} items)` : ''}. ${todo}`;

export const attributesNotStored = (ids: string[], share: Share) =>
	about(
		"Retell didn't store these custom attributes",
		ids,
		share,
		`Define them ${WHERE}, and enter the ID of each here, not its display name.`,
	);

export const attributesAltered = (ids: string[], share: Share) =>
	about(
		'Retell stored other values than you sent for these custom attributes',
		ids,
		share,
		`Check their types and choices ${WHERE}.`,
	);

export const attributesNotRemoved = (ids: string[], share: Share) =>
	about("Retell didn't remove these custom attributes", ids, share, 'Set each to a value that means "none" instead.');

export const attributesUnchecked = (chats: number) =>
	`The node couldn't check whether Retell stored the custom attributes of ${chats} ${chats === 1 ? 'chat' : 'chats'}. Use "Get" to see them.`;
