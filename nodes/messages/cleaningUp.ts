import { Explained } from './explained';
import { listed, quoted, shown } from './quotes';

// Ending and deleting chats. `filters`, `maxChats`, `preview`: display names of parameters.

/** What is done to chats. */
export type Done = 'deleted' | 'ended';

const IMPERATIVE = { deleted: 'delete', ended: 'end' };

export const endedBefore = (chatId: string, said: string, status: number | null) =>
	new Explained(
		`The chat "${chatId}" has already ended`,
		`To let the item succeed anyway, set "If Already Ended" to "Succeed".${quoted(said)}`,
		status,
	);

export const filterEmpty = (label: string) =>
	new Explained(
		`The filter "${label}" is empty`,
		'Give it a value, or remove it. If you use an expression, it returns nothing for this item.',
	);

export const noFilter = (filters: string) =>
	new Explained(
		`"${filters}" is empty`,
		'Add at least one filter and give it a value. Otherwise all chats would be deleted.',
	);

export const noSuchFilter = (filters: string, name: string, known: string[]) =>
	new Explained(`"${filters}" has no filter ${shown(name)}`, `Remove it, or use one of these: ${known.join(', ')}.`);

/** How a filter is made to leave out more chats. */
const NARROWER = {
	comparison: 'Use another comparison',
	later: 'Use a later time',
	earlier: 'Use an earlier time',
	lower: 'Enter a lower number',
	higher: 'Enter a higher number',
	fewer: 'Select fewer',
};

export type Narrower = keyof typeof NARROWER;

export const matchesNearlyAll = (label: string, how: Narrower) =>
	new Explained(
		`"${label}" matches nearly all chats`,
		`${NARROWER[how]}, or add another filter that leaves out chats.`,
	);

export const zeroMatchesAll = (label: string) =>
	new Explained(`"${label}" is 0, so it matches all chats`, 'Enter a number above 0, or remove the filter.');

/** How many chats had which outcome: "48 ended, 2 failed". */
const tally = (counts: Map<string, number>) => [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');

/**
 * At the end of another advice: without "On Error: Continue", n8n shows no rows.
 *
 * @param counts by outcome, how many chats had it
 */
export const stoppedHalfWay = (done: Done, counts: Map<string, number>, failed: string[]) =>
	[
		`Before it stopped: ${tally(counts) || `no chats ${done}`}.`,
		failed.length > 0 && `Failed: ${listed(failed)}.`,
		'Run it again to continue with the rest.',
	]
		.filter(Boolean)
		.join(' ');

// Above the output.

/** `counts`: by outcome, how many chats had it. */
export const outcomes = (counts: Map<string, number>) => `Chats: ${tally(counts)}.`;

export const NO_CHATS_MATCH = 'No chats match the filters.';

export const SEE_FAILURE = 'The items show why under "failure".';

export const turnOffPreview = (preview: string, done: Done) => `Turn off "${preview}" to ${IMPERATIVE[done]} them.`;

export const stoppedAtMost = (maxChats: string) => `The node stopped at "${maxChats}", so there may be more.`;
