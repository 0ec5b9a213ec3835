import { Explained } from './explained';
import { listed, shown } from './quotes';

// Contacts: people by their phone numbers. `label`: the parameter's display name.

export const noSuchCustomField = (label: string, name: string, known: string[]) =>
	new Explained(
		`"${label}" has no field ${shown(name)}`,
		known.length === 0
			? 'Your Retell workspace has no custom fields for contacts yet. Define them in the Retell dashboard under Contacts first.'
			: `Use one of these: ${listed(known)}. To add another, define it in the Retell dashboard under Contacts first.`,
	);

/** A tag or a custom field that one field sets and the other removes. */
export const setAndRemoved = (a: string, b: string, name: string) =>
	new Explained(`"${a}" has ${shown(name)}, but "${b}" does, too`, 'Remove it from one of the two fields.');

/** Retell's own words are added to it. */
export const linkedToCrm = () =>
	new Explained(
		'The contact is linked to a record in your CRM',
		"Retell doesn't delete it while the two are synced, because the next sync would create it again. Delete the record in your CRM, or unlink the CRM app in the Retell dashboard first, and run this again.",
	);
