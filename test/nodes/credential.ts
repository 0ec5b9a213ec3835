import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type IHttpRequestOptions,
	type INodeProperties,
	type IRequestOptionsSimplified,
} from 'n8n-workflow';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';

export interface Credential {
	apiKey: string;
	baseUrl: string;
	webhookKey?: string;
}

/** How long an answer may take, in ms: always, or by the request; undefined: as the node says. */
export type Timeout = number | ((request: IHttpRequestOptions) => number | undefined);

/** Stands in for n8n's store of credentials: one Retell credential, which every node gets. */
export class StoredCredential extends ICredentialsHelper {
	readonly #credential: ICredentialDataDecryptedObject;
	readonly #timeout: Timeout | undefined;
	readonly #sent: IHttpRequestOptions[];

	constructor(credential: Credential, sent: IHttpRequestOptions[], timeout?: Timeout) {
		super();
		this.#credential = { webhookKey: '', ...credential };
		this.#sent = sent;
		this.#timeout = timeout;
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		request: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		if (!('url' in request) || request.url === undefined) throw new Error('The node asks for no URL');
		const options: IHttpRequestOptions = { ...request, url: request.url };
		this.#sent.push(options);
		const signed = await new RetellChatApi().authenticate(credentials, options);
		const timeout = typeof this.#timeout === 'function' ? this.#timeout(options) : this.#timeout;
		return { ...signed, ...(timeout && { timeout }) };
	}

	preAuthentication() {
		return Promise.resolve(undefined);
	}

	runPreAuthentication() {
		return Promise.resolve(undefined);
	}

	getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return Promise.resolve({ ...this.#credential });
	}

	getCredentials(): Promise<ICredentials> {
		return Promise.reject(new Error('No node asks for stored credentials'));
	}

	updateCredentials() {
		return Promise.resolve();
	}

	updateCredentialsOauthTokenData() {
		return Promise.resolve();
	}

	getCredentialsProperties(): INodeProperties[] {
		return new RetellChatApi().properties;
	}
}
