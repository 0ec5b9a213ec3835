import { CredentialFault } from './explained';

// What is wrong with the credential. The first three are what n8n shows when it is saved.

export const KEY_UNKNOWN =
	"Retell doesn't know this API key. Copy it again from the Retell dashboard: Settings, API Keys.";

export const NOT_RETELL =
	"Retell isn't at this Base URL. Set it to https://api.retellai.com, unless you use a proxy or a sandbox.";

export const BASE_URL_REDIRECTS = 'This Base URL redirects to another one. Enter the address that it redirects to.';

const PASTE_KEY = 'Open the credential and paste the whole key from the Retell dashboard (Settings, API Keys).';

export const keyEmpty = () => new CredentialFault('The credential\'s "API Key" is empty', PASTE_KEY);

export const notAKey = () => new CredentialFault('The credential\'s "API Key" isn\'t an API key', PASTE_KEY);

/** Where n8n tests the credential, it shows the first part alone. */
export const baseUrlNotAUrl = () =>
	new CredentialFault(
		'The credential\'s "Base URL" must be a URL, such as https://api.retellai.com',
		'Open the credential and set "Base URL" to it, or to the address of your proxy.',
	);

export const baseUrlUnencrypted = () =>
	new CredentialFault(
		'The credential\'s "Base URL" must start with https://',
		'Open the credential and change "Base URL". Without encryption, others could read the API key on the way.',
	);
