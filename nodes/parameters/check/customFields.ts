import { DateTime } from 'luxon';

import type { ContactField } from '../../retell/api/types';
import { isoTime } from '../../retell/times';
import { timeInput } from './times';
import { booleanInput, choiceInput, numberInput, textInput } from './values';

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
			return DateTime.fromMillis(timeInput(value, label, timezone), { zone: timezone }).toISODate();
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
