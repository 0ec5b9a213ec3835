// What n8n's scheduler of polls learns from errors of the node's own.
import { versionMissing } from '../../nodes/messages/agents.ts';
import { emptyId } from '../../nodes/messages/entered.ts';
import { noPublishedVersion } from '../../nodes/messages/retell.ts';
import { apiKeyOf, baseUrlOf } from '../../nodes/retell/http/credential.ts';
import { withNodeErrors } from '../../nodes/retell/nodeError.ts';
import { nodeOf, pollContext, workflowWith } from '../host/data.ts';
import { executionData, nodeTypes } from '../host/retell.ts';

const credential = { apiKey: 'key_1', baseUrl: 'https://api.retellai.com' };
const node = nodeOf('n8n-nodes-retell-chat.retellChatTrigger');
const surroundings = { node, workflow: workflowWith({ nodes: [node], nodeTypes }), ...executionData({ credential }) };

const refuse = (thrown: Error) => () => {
	throw thrown;
};

test.each<[string, string, () => unknown]>([
	['a wrong parameter', 'configuration-invalid', refuse(emptyId('Chat'))],
	[
		'an answer of Retell that a person must act on',
		'configuration-invalid',
		refuse(noPublishedVersion('agent_1', 422)),
	],
	['what goes away by itself', 'temporarily-unavailable', refuse(versionMissing('Support'))],
	['an empty key', 'credential-invalid', () => apiKeyOf('')],
	['a key that is none', 'credential-invalid', () => apiKeyOf('••••')],
	['an address that is none', 'credential-invalid', () => baseUrlOf('retell')],
	['an unencrypted address', 'credential-invalid', () => baseUrlOf('http://api.retellai.com')],
])('%s is %s', async (_what, cause, work) => {
	const context = pollContext({ ...surroundings, activation: 'update' });
	await expect(withNodeErrors(context, work)).rejects.toMatchObject({ failure: { cause } });
});

test('of what the node does not know, it says nothing', async () => {
	const context = pollContext({ ...surroundings, activation: 'update' });
	const failed = withNodeErrors(context, refuse(new Error('The database is locked')));
	await expect(failed).rejects.toMatchObject({ failure: undefined });
});
