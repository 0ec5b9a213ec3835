import {
  ICredentialsHelper,
  type ICredentialDataDecryptedObject,
  type ICredentials,
  type IHttpRequestOptions,
  type INode,
  type INodeProperties,
  type IRequestOptionsSimplified,
  type Workflow,
} from 'n8n-workflow';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';

export interface Credential {
  apiKey: string;
  baseUrl: string;
  webhookKey?: string;
}

/** Stands in for n8n's store of credentials: one Retell credential, which every node gets. */
export class StoredCredential extends ICredentialsHelper {
  readonly #credential: ICredentialDataDecryptedObject;
  readonly #timeout: number | undefined;
  readonly #sent: IHttpRequestOptions[];

  constructor(credential: Credential, sent: IHttpRequestOptions[], timeout?: number) {
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

  /** Resolves the credential's generic authentication with n8n's own expressions, as n8n does. */
  authenticate(
    credentials: ICredentialDataDecryptedObject,
    _type: string,
    request: IHttpRequestOptions | IRequestOptionsSimplified,
    workflow?: Workflow,
    node?: INode,
  ): Promise<IHttpRequestOptions> {
    if (!workflow || !node || !('url' in request) || request.url === undefined) throw new Error('No workflow');
    const { url, ...rest } = request;
    const headers = { ...request.headers };
    const template = new RetellChatApi().authenticate.properties.headers ?? {};
    for (const [name, value] of Object.entries(template)) {
      if (typeof value !== 'string') continue;
      const text: unknown = workflow.expression.getSimpleParameterValue(node, value, 'internal', {
        $credentials: credentials,
      });
      headers[name] = String(text);
    }
    this.#sent.push({ ...rest, url, headers: { ...request.headers } });
    return Promise.resolve({ ...rest, url, headers, ...(this.#timeout && { timeout: this.#timeout }) } as IHttpRequestOptions);
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

