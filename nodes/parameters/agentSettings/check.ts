import { IANAZone } from 'luxon';
import { jsonParse } from 'n8n-workflow';
import type Retell from 'retell-sdk';

import { shown } from '../../messages/quotes';
import {
	autoCloseNotPositive,
	autoCloseTooLong,
	autoCloseTooShort,
	fieldNameTwice,
	noChoices,
	notATimeZone,
	otherSettingsNotAnObject,
	settingHasField,
} from '../../messages/settings';
import type { Language } from '../../retell/api/vocabulary';
import { isPlain } from '../../retell/values';
import { sendable } from '../check/objects';
import {
	booleanInput,
	choiceInput,
	choicesInput,
	filledInput,
	isBlank,
	numberInput,
	rowsInput,
	textInput,
	textsInput,
	wholeInput,
} from '../check/values';
import { LANGUAGES } from './languages';

// Settings of a chat agent as Retell takes them, checked before anything is sent. `label` is the
// parameter's display name.

type Settings = Retell.ChatAgentUpdateParams;
/** The settings that no field has: whatever Retell adds is among them. */
export type OtherSettings = Pick<
	Settings,
	| 'guardrail_config'
	| 'handbook_config'
	| 'opt_in_signed_url'
	| 'pii_config'
	| 'signed_url_expiration_ms'
	| 'version_title'
	| 'webhook_timeout_ms'
>;
type AnalysisField = NonNullable<Settings['post_chat_analysis_data']>[number];

const MINUTE = 60_000;
/** Retell's bounds for auto-close, in minutes (API reference: 120,000 to 259,200,000 ms). */
const LEAST_MINUTES = 2;
const MOST_MINUTES = 4320;
/** Retell's bound for data retention, in days. */
const MOST_DAYS = 730;

const ANALYSIS_TYPES = ['boolean', 'enum', 'number', 'string', 'system-presets'] as const;
const ANALYSIS_PRESETS = ['chat_successful', 'chat_summary', 'user_sentiment'] as const;

/**
 * The silence after which a chat is closed, in ms, from minutes.
 *
 * @throws Explained below 2 minutes and above 72 hours; where the number makes sense as seconds or
 * milliseconds, the text says so
 */
export function autoCloseInput(value: unknown, label: string): number {
	const minutes = numberInput(value, label);
	if (isAutoClose(minutes)) return Math.round(minutes * MINUTE);
	const range = { least: LEAST_MINUTES, most: MOST_MINUTES };
	if (minutes <= 0) throw autoCloseNotPositive(label, minutes, range);
	if (minutes < LEAST_MINUTES) throw autoCloseTooShort(label, minutes, range);
	const units: Array<[unit: string, minute: number]> = [
		['seconds', 60],
		['milliseconds', MINUTE],
	];
	const meant = units
		.map(([unit, minute]) => ({ unit, value: minutes / minute }))
		.filter((each) => isAutoClose(each.value))
		.map((each) => ({ unit: each.unit, minutes: Math.round(each.value * 100) / 100 }));
	throw autoCloseTooLong(label, minutes, range, meant);
}

/** The days that Retell keeps chats: 1 to 730. */
export function retentionInput(value: unknown, label: string): number {
	return wholeInput(value, label, 1, MOST_DAYS);
}

/**
 * The languages of an agent: one by itself, several as a list. Undefined if there are none. `multi`, which
 * old agents have, is accepted alone, also as a list, so that what Retell gave can be sent back.
 */
export function languagesInput(value: unknown, label: string): Language | Language[] | 'multi' | undefined {
	const [first, ...others] = textsInput(value, label);
	if (first === 'multi' && others.length === 0) return first;
	const languages = choicesInput(value, label, LANGUAGES);
	return languages.length > 1 ? languages : languages[0];
}

/**
 * A time zone by its IANA name, which Retell takes.
 *
 * @throws Explained for anything else: an offset, an abbreviation such as CEST, a city alone
 */
export function timezoneInput(value: unknown, label: string): string {
	const zone = textInput(value, label).trim();
	if (/^[a-z]/i.test(zone) && IANAZone.isValidZone(zone)) return zone;
	throw notATimeZone(label, zone);
}

/**
 * Settings under Retell's own names, from an object or its JSON text. Undefined if there are none.
 *
 * @param fields by the settings' names, what the fields are called that set them: these are refused
 * @throws Explained for anything but an object, and for a setting that has a field
 */
export function otherSettingsInput(
	value: unknown,
	label: string,
	fields: Record<string, string>,
): OtherSettings | undefined {
	const given = typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: value }) : value;
	// An object can have a `toJSON` of its own that makes something else of it.
	const settings: unknown = isPlain(given) ? JSON.parse(sendable(given, label)) : undefined;
	if (!isPlain(settings)) throw otherSettingsNotAnObject(label);
	const names = Object.keys(settings);
	const taken = names.find((name) => Object.hasOwn(fields, name));
	if (taken !== undefined) throw settingHasField(label, taken, `${fields[taken]}`);
	return names.length > 0 && isOther(settings, fields) ? settings : undefined;
}

/** Retell checks the values: it knows settings that this package does not. */
function isOther(settings: Record<string, unknown>, fields: Record<string, string>): settings is OtherSettings {
	return !Object.keys(settings).some((name) => Object.hasOwn(fields, name));
}

/**
 * What the analysis of a chat is to find out, from rows `{type, name, description, choices,
 * examples, preset, required, optional}`. Undefined if there are none.
 *
 * @throws Explained for a row that lacks what its type needs, and for a name that comes twice
 */
export function analysisInput(value: unknown, label: string): AnalysisField[] | undefined {
	const example = { type: 'string', name: 'order_number', description: 'The order that the chat is about' };
	const fields = rowsInput(value, label, 'fields', example).map((row) => analysisField(row, label));
	if (fields.length === 0) return undefined;
	const names = fields.map(({ name }) => name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice === undefined) return fields;
	throw fieldNameTwice(label, twice);
}

function analysisField(row: Record<string, unknown>, label: string): AnalysisField {
	const type = isBlank(row.type) ? 'string' : choiceInput(row.type, `${label}: Type`, ANALYSIS_TYPES);
	if (type === 'system-presets') {
		const isOptional = !isBlank(row.optional) && booleanInput(row.optional, `${label}: Optional`);
		const name = choiceInput(row.preset, `${label}: Built-In Field`, ANALYSIS_PRESETS);
		const own = isBlank(row.description) ? {} : { description: filledInput(row.description, `${label}: Description`) };
		return { type, name, ...own, ...(isOptional && { required: false }) };
	}
	const required = isBlank(row.required) ? {} : { required: booleanInput(row.required, `${label}: Required`) };
	const name = filledInput(row.name, `${label}: Name`);
	const custom = {
		name,
		description: filledInput(row.description, `${label}: Description of ${shown(name)}`),
		...required,
	};
	if (type === 'string') {
		const examples = textsInput(row.examples, `${label}: Examples of ${shown(name)}`);
		return { type, ...custom, ...(examples.length > 0 && { examples }) };
	}
	if (type !== 'enum') return { type, ...custom };
	const choices = textsInput(row.choices, `${label}: Choices of ${shown(name)}`);
	if (choices.length > 0) return { type, ...custom, choices };
	throw noChoices(label, name);
}

function isAutoClose(minutes: number): boolean {
	return minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES;
}
