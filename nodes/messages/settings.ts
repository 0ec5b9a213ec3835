import { Explained } from './explained';
import { shown } from './quotes';

// What is wrong with a setting of an agent or a phone number. `label`: the parameter's display name.

interface Minutes {
	least: number;
	most: number;
}

const minutesFrom = ({ least, most }: Minutes) => `Enter minutes, from ${least} to ${most} (72 hours).`;

export const autoCloseNotPositive = (label: string, minutes: number, range: Minutes) =>
	new Explained(
		`"${label}" must be more than 0, not ${minutes}`,
		`${minutesFrom(range)} To keep chats open, remove the field and select "Auto-Close" under "Clear Fields" of "Update Draft".`,
	);

export const autoCloseTooShort = (label: string, minutes: number, range: Minutes) =>
	new Explained(`"${label}" is shorter than Retell allows: ${minutes} minutes`, minutesFrom(range));

/** `meant`: what the number would be in other units, such as seconds, if it makes sense as such. */
export const autoCloseTooLong = (
	label: string,
	minutes: number,
	range: Minutes,
	meant: Array<{ unit: string; minutes: number }>,
) =>
	new Explained(
		`"${label}" is longer than Retell allows: ${minutes} minutes`,
		[minutesFrom(range), ...meant.map((each) => `${minutes} ${each.unit} are ${each.minutes} minutes.`)].join(' '),
	);

export const notATimeZone = (label: string, value: string) =>
	new Explained(
		`"${label}" must be a time zone, not ${shown(value)}`,
		'Enter the name of a time zone, such as Europe/Berlin or America/New_York.',
	);

export const otherSettingsNotAnObject = (label: string) =>
	new Explained(
		`"${label}" must be an object`,
		'Enter JSON such as { "handbook_config": { "ai_disclosure": true } }, or an expression that returns an object.',
	);

export const settingHasField = (label: string, setting: string, field: string) =>
	new Explained(`"${label}" has a setting that has its own field: ${setting}`, `Remove it there and use "${field}".`);

export const fieldNameTwice = (label: string, name: string) =>
	new Explained(`"${label}" has two fields with the name ${shown(name)}`, 'Give each field its own name.');

export const noChoices = (label: string, name: string) =>
	new Explained(
		`"${label}" has no choices for ${shown(name)}`,
		'Enter the values to choose from, separated by commas.',
	);

export const engineKindMissing = (label: string, id: string) =>
	new Explained(
		`"${label}" must say which kind of engine it is, not only ${shown(id)}`,
		'Select one from the list, or put retell-llm: or conversation-flow: in front of the ID.',
	);

export const notAnEngine = (label: string, value: string) =>
	new Explained(
		`"${label}" must be a Retell LLM or a conversation flow, not ${shown(value)}`,
		'Select one from the list, or map the response_engine of an agent.',
	);

export const weightsNotOne = (label: string, sum: number, arePercent: boolean) =>
	new Explained(
		`The weights of "${label}" must add up to 1, not ${sum}`,
		`Enter shares such as 0.5 and 0.5, or 0.3333, 0.3333 and 0.3334 for three agents. A single agent has 1.${arePercent ? ' These look like percentages: 50 percent is 0.5.' : ''}`,
	);

export const weightNotPositive = (label: string, weight: number) =>
	new Explained(
		`"${label}" must be more than 0, not ${weight}`,
		'Enter a share such as 0.5, or remove the agent if it should get no text messages.',
	);
