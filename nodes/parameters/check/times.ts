import { DateTime } from 'luxon';

import { notADate } from '../../messages/entered';
import { textOf } from '../../retell/values';

/** Unix time in seconds, of the years 2001 to 2286. */
const SECONDS = /^\d{10}(\.\d+)?$/;

/**
 * A time in ms since 1970, from a date-time of n8n's picker, an ISO text, the date of an e-mail, a
 * date of an expression or a number of ms. Text without a time zone is read in `timezone` (the workflow's).
 */
export function timeInput(value: unknown, label: string, timezone: string): number {
	const time = dateTimeOf(value, timezone);
	if (time.isValid) return time.toMillis();
	const text = textOf(value);
	throw notADate(label, text, SECONDS.test(text.trim()));
}

/** Stricter than n8n's own reader, which ends in `Date.parse` and so finds a date in "chat 5". */
function dateTimeOf(value: unknown, zone: string): DateTime {
	if (DateTime.isDateTime(value)) return value;
	if (value instanceof Date) return DateTime.fromJSDate(value);
	const text = textOf(value).trim();
	if (/^\d{12,14}$/.test(text)) return DateTime.fromMillis(Number(text));
	// The form of e-mails and of HTTP.
	if (!/^\d{4}-/.test(text)) return DateTime.fromRFC2822(text, { zone });
	const iso = DateTime.fromISO(text, { zone });
	return iso.isValid ? iso : DateTime.fromSQL(text, { zone });
}
