import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

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
			description: 'In the Retell dashboard: Settings, API Keys',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.retellai.com',
			description: 'Change this only to reach Retell through a proxy, or to use a sandbox',
		},
		{
			displayName: 'Webhook Key',
			name: 'webhookKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The API key with the webhook badge in the Retell dashboard. Retell signs webhooks with it. Leave it empty if it is the API key above.',
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
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Retell does not know this API key. Copy it again in the Retell dashboard: Settings, API Keys.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'There is no Retell at this Base URL.' },
			},
			...[301, 302, 307, 308].map((value) => ({
				type: 'responseCode' as const,
				properties: { value, message: 'This Base URL leads to another one. Fill in where it leads.' },
			})),
		],
	};
}
