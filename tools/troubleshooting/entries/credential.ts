import * as messages from '../../../nodes/messages/credential.ts';
import { toldBy } from '../entry.ts';

export const credential = toldBy(messages, {
	KEY_UNKNOWN: { means: 'Retell refused the key.', also: 'Copy the whole key again, without blanks.' },
	NOT_RETELL: {
		means:
			"Something answers at *Base URL*, but not Retell's API. (Where it answers everything with a web page, n8n takes the credential permanently, and the nodes say `Retell's response couldn't be read`.)",
		also: 'Set *Base URL* to `https://api.retellai.com`, without a path after it, or correct the address of your proxy.',
	},
	BASE_URL_REDIRECTS: {
		means: "The address answers with a redirect. The node doesn't follow it, so that the key goes nowhere else.",
		also: 'Set *Base URL* to the address that it leads to, or to `https://api.retellai.com`.',
	},
	keyEmpty: { means: 'The field is empty.' },
	notAKey: {
		means: 'It holds what no key holds: blanks in the middle, or the dots that n8n shows instead of a stored key.',
	},
	baseUrlNotAUrl: { means: 'The address has no `https://`, or is empty.' },
	baseUrlUnencrypted: {
		means: 'It begins with `http://` and leads to another machine.',
		also: 'Begin it with `https://`. Only for `localhost` is `http://` allowed.',
	},
});
