import type { ICredentialsHelper, IHttpRequestOptions } from 'n8n-workflow';
import { retellCredential } from './n8n.ts';

export interface Connection {
	apiKey: string;
	baseUrl: string;
}

const unused = () => Promise.reject(new Error('The benchmark does not offer this part of n8n'));

/** n8n's store of credentials with one in it, which is signed on to requests as n8n does it. */
export function credentialsHelper(connection: Connection): ICredentialsHelper {
	const { authenticate, properties } = retellCredential();
	if (!authenticate) throw new Error('The credential does not say how it is signed on');
	return {
		getDecrypted: () => Promise.resolve({ ...connection, webhookKey: '' }),
		authenticate: async (credential, _type, request, workflow, node) => {
			// The helper for legacy requests hands over options of another type, which n8n treats alike.
			if (typeof authenticate === 'function') return await authenticate(credential, request as IHttpRequestOptions);
			if (!workflow || !node) return await unused();
			const headers = { ...request.headers };
			for (const [name, value] of Object.entries(authenticate.properties.headers ?? {})) {
				if (typeof value !== 'string') continue;
				const resolved: unknown = workflow.expression.getSimpleParameterValue(node, value, 'internal', {
					$credentials: credential,
				});
				headers[name] = String(resolved);
			}
			return Object.assign(request, { headers }) as IHttpRequestOptions;
		},
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: () => Promise.resolve(undefined),
		runPreAuthentication: () => Promise.resolve(undefined),
		getCredentials: unused,
		updateCredentials: unused,
		updateCredentialsOauthTokenData: unused,
		getCredentialsProperties: () => properties,
	};
}
