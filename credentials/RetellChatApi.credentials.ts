import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { BASE_URL_REDIRECTS, KEY_UNKNOWN, NOT_RETELL } from '../nodes/messages/credential';
import { apiKeyOf, baseUrlOf } from '../nodes/retell/http/credential';

export class RetellChatApi implements ICredentialType {
	name = 'retellChatApi';

	displayName = 'Retell Chat API';

	icon: Icon = { light: 'file:../icons/retell.svg', dark: 'file:../icons/retell.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-retell-chat/n8n-nodes-retell-chat#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Find it in the Retell dashboard under Settings, API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.retellai.com',
			description: 'Change this only if you use a proxy or a sandbox',
		},
		{
			displayName: 'Webhook Key',
			name: 'webhookKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"The API key with the webhook badge in the Retell dashboard, which Retell signs webhooks with. Leave it empty if it's the API key above.",
		},
	];

	/**
	 * Adds the key to a request. A function: n8n would evaluate an expression anew for each request,
	 * which costs it more than all the rest of sending one.
	 *
	 * @throws Explained for a key that is none, and for a base URL to which it would go unencrypted;
	 * n8n's test of the credential shows that, too
	 */
	async authenticate(
		{ apiKey, baseUrl }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		baseUrlOf(baseUrl);
		const headers = { ...request.headers, Authorization: `Bearer ${apiKeyOf(apiKey)}` };
		return await Promise.resolve({ ...request, headers });
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim()}}',
			url: '/get-concurrency',
			// A redirect could carry the key to another host.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: KEY_UNKNOWN } },
			{ type: 'responseCode', properties: { value: 404, message: NOT_RETELL } },
			...[301, 302, 307, 308].map((value) => ({
				type: 'responseCode' as const,
				properties: { value, message: BASE_URL_REDIRECTS },
			})),
		],
	};
}
