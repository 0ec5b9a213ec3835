// The ECMAScript build of n8n-workflow, which Node would take here, does not load in Node.
import { ICredentialsHelper } from 'n8n-workflow/dist/cjs/index.js';
import type { ICredentialDataDecryptedObject, ICredentials, IHttpRequestOptions } from 'n8n-workflow';

const unused = () => Promise.reject(new Error('The worlds do not offer this part of n8n'));

/** n8n's store of credentials, with one credential in it. */
export class HostCredentials extends ICredentialsHelper {
	readonly #credential: ICredentialDataDecryptedObject;

	constructor(credential: ICredentialDataDecryptedObject) {
		super();
		this.#credential = credential;
	}

	getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return Promise.resolve({ ...this.#credential });
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	authenticate(): Promise<IHttpRequestOptions> {
		return unused();
	}

	preAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	runPreAuthentication(): Promise<undefined> {
		return Promise.resolve(undefined);
	}

	getCredentials(): Promise<ICredentials> {
		return unused();
	}

	updateCredentials(): Promise<void> {
		return unused();
	}

	updateCredentialsOauthTokenData(): Promise<void> {
		return unused();
	}

	getCredentialsProperties() {
		return [];
	}
}
