import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

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

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: { Authorization: '=Bearer {{$credentials.apiKey.trim()}}' },
		},
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim()}}',
			url: '/get-concurrency',
		},
	};
}
