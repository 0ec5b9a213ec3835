import { NodeApiError } from 'n8n-workflow';

import type { TagChange } from '../../../../parameters/contactFields';
import { orGone } from '../../../../retell/api/call';
import { createContact, getContactByPhone, updateContact, type ContactFields } from '../../../../retell/api/contacts';
import type { Contact } from '../../../../retell/api/types';
import type { SendToRetell } from '../../../../retell/http/client';
import { tagsOf } from '../../../../retell/output/simplifyContact';
import { inTurn } from '../../../../retell/turns';

// Retell has no "create or update". Others can create, change or delete the same contact between two requests.
//
// - Created meanwhile: Retell has at most one contact for a number and refuses the second, so it is changed instead.
//   This holds as well where the answer to our own creation was lost.
// - Deleted meanwhile: it is created anew.
// - Tags changed meanwhile: Retell takes all tags or none. Within one process of n8n, executions take turns.
//   Between processes, of two changes within the time of one request, the later stays. All other fields are
//   changed one by one.

/** How often somebody else gets in between before Retell's refusal is told. */
const MOST_TRIES = 3;
/** Statuses of a contact that is there already: which one it is, Retell's reference doesn't say. */
const MAY_EXIST = ['400', '409', '422'];

interface Upserted {
	contact: Contact;
	isNew: boolean;
}

/** Creates the contact of a number, or changes it. */
export async function upsertContact(
	send: SendToRetell,
	number: string,
	fields: ContactFields,
	tags: TagChange,
): Promise<Upserted> {
	return await inTurn(`contact ${number}`, async () => {
		for (let tries = 1; ; tries++) {
			const isLast = tries === MOST_TRIES;
			const stored = await send(orGone(getContactByPhone(number)));
			const done =
				stored === 'gone'
					? await create(send, number, { ...fields, tags: tagsOfNew(tags) }, isLast)
					: await change(send, stored, { ...fields, tags: tagsAfter(tagsOf(stored), tags) }, isLast);
			if (done) return done;
		}
	});
}

/** @returns undefined if somebody else has created it meanwhile */
async function create(
	send: SendToRetell,
	number: string,
	fields: ContactFields,
	isLast: boolean,
): Promise<Upserted | undefined> {
	const call = createContact({ phone_number: number, ...fields });
	const contact = await send(call).catch(async (thrown: unknown) => {
		const mayExist = thrown instanceof NodeApiError && MAY_EXIST.includes(thrown.httpCode ?? '');
		if (isLast || !mayExist || (await send(orGone(getContactByPhone(number)))) === 'gone') throw thrown;
		return undefined;
	});
	return contact && { contact, isNew: true };
}

/** @returns undefined if somebody else has deleted it meanwhile */
async function change(
	send: SendToRetell,
	stored: Contact,
	fields: ContactFields,
	isLast: boolean,
): Promise<Upserted | undefined> {
	if (Object.values(fields).every((value) => value === undefined)) return { contact: stored, isNew: false };
	const call = updateContact(stored.contact_id, fields);
	const contact = await send(isLast ? call : orGone(call));
	return contact === 'gone' ? undefined : { contact, isNew: false };
}

function tagsOfNew({ replace, add }: TagChange): string[] | undefined {
	const tags = replace ?? add;
	return tags.length > 0 ? tags : undefined;
}

/** All tags that a contact is to have; undefined if it has just these. */
function tagsAfter(stored: string[], { replace, add, remove }: TagChange): string[] | undefined {
	const kept = stored.filter((tag) => !remove.includes(tag));
	const tags = replace ?? [...new Set([...kept, ...add])];
	const isSame = tags.length === stored.length && tags.every((tag) => stored.includes(tag));
	return isSame ? undefined : tags;
}
