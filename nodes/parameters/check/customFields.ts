import { DateTime } from 'luxon';

import type { ContactField } from '../../retell/api/types';
import { isoTime } from '../../retell/times';
import { textOf } from '../../retell/values';
import { timeInput } from './times';
import { booleanInput, choiceInput, numberInput, textInput } from './values';

const DAY = 24 * 60 * 60_000;
/** A count of ms, or a time in UTC. */
const IN_UTC = /^\d{12,14}$|(Z|[+-]00(:?00)?)$/i;

/**
 * The value of a contact's custom field, in the type that the workspace has defined for it.
 *
 * @throws Explained for a value that is not of that type
 */
export function customFieldInput(value: unknown, field: ContactField, label: string, timezone: string): unknown {
	switch (field.type) {
		case 'boolean':
			return booleanInput(value, label);
		case 'date':
			return dayInput(value, label, timezone);
		case 'datetime':
			return isoTime(timeInput(value, label, timezone));
		case 'enum':
			return choiceInput(value, label, field.options ?? []);
		case 'number':
			return numberInput(value, label);
		default:
			// Also of a type that Retell adds some day.
			return textInput(value, label);
	}
}

/** Databases and CRMs return a day as its midnight in UTC, which in America is the evening before. */
function dayInput(value: unknown, label: string, timezone: string): string | null {
	const time = timeInput(value, label, timezone);
	const isDay = time % DAY === 0 && IN_UTC.test(textOf(value).trim());
	return DateTime.fromMillis(time, { zone: isDay ? 'utc' : timezone }).toISODate();
}
