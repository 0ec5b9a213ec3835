import type { ContactKey } from '../../../../parameters/contacts';
import { getContact, getContactByPhone } from '../../../../retell/api/contacts';
import type { Contact } from '../../../../retell/api/types';
import type { RetellCall, SendToRetell } from '../../../../retell/http/client';

/** The call that gets a contact by what is known of it. */
export function contactCall(key: ContactKey): RetellCall<Contact> {
	return 'number' in key ? getContactByPhone(key.number) : getContact(key.id);
}

/** The ID of a contact; of a number it costs one request. */
export async function readContactId(send: SendToRetell, key: ContactKey): Promise<string> {
	return 'id' in key ? key.id : (await send(contactCall(key))).contact_id;
}

/** The name of a contact's lane: items for the same contact don't overtake each other. */
export function contactLane(key: ContactKey): string {
	return 'id' in key ? key.id : key.number;
}
