import { N8N_VERSION } from '../../../tools/n8n/index.ts';
import type { Version } from '../../../tools/n8n/versions.ts';
import { chain, node } from '../../../tools/n8n/workflows.ts';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { listChats, searchAgents } from '../support/credentials.ts';
import { API_KEY, type Stage } from '../support/stage.ts';
import { polling, TRIGGER } from '../support/trigger.ts';

export function credentialTests(stage: Stage, version: Version): void {
	/** What n8n says to an answer with a bad status: n8n 1 loses the answer before it looks for the credential's own text. */
	const says = (ours: string, n8n1: string) => ({ status: 'Error', message: version === N8N_VERSION ? ours : n8n1 });

	describe('the credential', () => {
		const check = (data: object) =>
			stage.client.testCredential({
				...stage.credential,
				type: 'retellChatApi',
				data: { apiKey: API_KEY, baseUrl: stage.sandbox.url, webhookKey: '', ...data },
			});

		test('is accepted with the right key, for which Retell is only asked to read', async () => {
			stage.sandbox.requests.length = 0;
			expect(await check({})).toMatchObject({ status: 'OK' });
			expect(stage.sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /get-concurrency']);
		});

		test('is refused with a wrong key, and with an address at which there is no Retell', async () => {
			expect(await check({ apiKey: 'key_wrong' })).toEqual(
				says(
					"Retell doesn't know this API key. Copy it again from the Retell dashboard: Settings, API Keys.",
					'Authorization failed - please check your credentials',
				),
			);
			expect(await check({ baseUrl: `${stage.sandbox.url}/elsewhere` })).toEqual(
				says(
					"Retell isn't at this Base URL. Set it to https://api.retellai.com, unless you use a proxy or a sandbox.",
					'The resource you are requesting could not be found',
				),
			);
			expect(await check({ baseUrl: 'http://127.0.0.1:9' })).toMatchObject({ status: 'Error' });
		});

		test('is refused where the key would go unencrypted', async () => {
			const unencrypted = stage.sandbox.url.replace('127.0.0.1', '0.0.0.0');
			stage.sandbox.requests.length = 0;
			expect(await check({ baseUrl: unencrypted })).toEqual({
				status: 'Error',
				message: 'The credential\'s "Base URL" must start with https://',
			});
			expect(await check({ baseUrl: 'api.retellai.com' })).toEqual({
				status: 'Error',
				message: 'The credential\'s "Base URL" must be a URL, such as https://api.retellai.com',
			});
			expect(stage.sandbox.requests).toEqual([]);
		});

		test('does not follow a redirect, which could carry the key to another host', async () => {
			const { faults, requests, url } = stage.sandbox;
			requests.length = 0;
			const headers = { location: `${url}/get-concurrency?elsewhere` };
			const fault = faults.add({ kind: 'status', status: 302, headers, times: 1 });
			const answer = await check({}).finally(() => fault.remove());
			expect(answer).toEqual(
				says(
					'This Base URL redirects to another one. Enter the address that it redirects to.',
					'Request failed with status code 302',
				),
			);
			expect(requests).toHaveLength(1);
		});

		// n8n adds the choice to each credential: it is for the HTTP Request node, which can be given any credential.
		test.each([
			{ allowedHttpRequestDomains: 'none' },
			{ allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' },
		])('works where it is restricted for the HTTP Request node: %j', async (restriction) => {
			const data = { apiKey: API_KEY, baseUrl: stage.sandbox.url, webhookKey: '', ...restriction };
			expect(await check(restriction)).toMatchObject({ status: 'OK' });
			const credentials = {
				retellChatApi: await stage.client.saveCredential({ name: 'Restricted', type: 'retellChatApi', data }),
			};
			expect((await searchAgents(stage, credentials)).results).toContainEqual({
				name: 'Support',
				value: DEMO_AGENTS.support,
			});

			const result = await listChats(stage, credentials);
			expect([...result.errors]).toEqual([]);
			expect(result.output.get('List')?.length).toBeGreaterThan(10);

			const polls = { ...polling({}), credentials };
			const trigger = await stage.client.saveWorkflow(
				chain('Restricted trigger', polls, node('Take it', 'n8n-nodes-base.noOp', {})),
			);
			const { received } = await stage.client.execute(trigger, TRIGGER);
			expect(received).toMatchObject([{ chat_status: 'ended' }]);
		});
	});
}
