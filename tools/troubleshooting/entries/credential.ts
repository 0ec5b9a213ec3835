import * as messages from '../../../nodes/messages/credential.ts';
import { toldBy } from '../entry.ts';

export const credential = toldBy(messages, {
	KEY_UNKNOWN: { means: 'Retell refused the key.', also: 'Copy the whole key again, without spaces.' },
	NOT_RETELL: {
		means:
			"Something answers at *Base URL*, but it isn't Retell's API. (If it answers every request with a web page, n8n accepts the credential, and the nodes then say `Retell's response couldn't be read`.)",
		also: 'Set *Base URL* to `https://api.retellai.com`, without a path after it, or fix the address of your proxy.',
	},
	BASE_URL_REDIRECTS: {
		means: "The address answers with a redirect. The node doesn't follow it, so that nobody else gets the key.",
		also: 'Set *Base URL* to the address that it leads to, or to `https://api.retellai.com`.',
	},
	keyEmpty: { means: 'The field is empty.' },
	notAKey: {
		means:
			"It contains something that a key can't contain: spaces, or the dots that n8n shows in place of a stored key.",
	},
	baseUrlNotAUrl: { means: 'The address has no `https://`, or is empty.' },
	baseUrlUnencrypted: {
		means: 'It begins with `http://` and leads to another machine.',
		also: 'Change it to start with `https://`. `http://` is only allowed for `localhost`.',
	},
});
