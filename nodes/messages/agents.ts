import { Explained, TransientFault } from './explained';

// Agents, their versions, and the phone numbers that they answer.

/** `ifPublished`: the display name of the option that decides. */
export const versionPublished = (version: number, agentName: string, ifPublished: string) =>
	new Explained(
		`Version ${version} of the agent "${agentName}" is published, and Retell changes only drafts`,
		`Nothing was changed. Set "${ifPublished}" to "Change a New Draft", or create a draft with the operation "Create Draft Version".`,
	);

/** At the end of another advice, as all that says what became of a version. */
export const draftMadeOnly = (version: number) => `The draft version ${version} was made, but not changed.`;

export const draftChangedOnly = (version: number) => `The draft version ${version} was changed, but not published.`;

export const stillADraft = (version: number, agentId: string) =>
	new Explained(
		`Version ${version} of the agent "${agentId}" is still a draft`,
		"Retell accepted publishing it, but the version isn't live. Check the Retell dashboard, and run this again.",
	);

export const liveOrNotUnknown = (version: number) =>
	`Retell accepted publishing version ${version}. The node couldn't check whether it's live.`;

export const othersKeepChanging = (agentId: string) =>
	new Explained(
		`Other executions keep changing the agent "${agentId}"`,
		'Nothing was changed. Run this again when fewer executions change this agent.',
	);

export const changesLost = (version: number, agentId: string, missing: number[]) =>
	new Explained(
		`Version ${version} of the agent "${agentId}" is live without the changes of: version ${missing.join(', ')}`,
		'They were published at the same time. Make their changes again.',
	);

export const liveWithoutOther = (version: number, other: number) =>
	`Version ${version} is live without the changes of version ${other}, which was published at the same time.`;

export const othersPublishedUnknown = (version: number) =>
	`Version ${version} was published. The node couldn't check whether another version was published at the same time.`;

export const versionMissing = (agentName: string) =>
	new TransientFault(
		`Retell didn't return the version of the agent "${agentName}"`,
		'Run this again. If it happens again, enter the number of the version.',
	);

/** In the editor's list of versions. */
export const noAgentSelected = () =>
	new Explained('No agent is selected', 'Select the agent first. If an expression returns it, use "By Number or Tag".');

/** In the editor's list of versions, where the phone number's agents are looked up. */
export const notOneAgentOfNumber = () =>
	new Explained(
		'No agent is selected',
		'Add "Agent" under "Additional Fields" first, because this number doesn\'t have exactly one agent.',
	);

export const smsAgentNotFound = (number: string, status: number | null) =>
	new Explained(
		`An SMS agent for the phone number "${number}" wasn't found`,
		"Nothing was changed. Select chat agents from the list, because voice agents can't text, and check their versions.",
		status,
	);
