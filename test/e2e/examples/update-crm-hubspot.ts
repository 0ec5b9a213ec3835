import { endedChat, executionsOf, expectFailure, publish, type World } from './world.ts';

const HOST = 'api.hubapi.com';
const TOKEN = 'pat-of-the-tests';

/** What HubSpot's part of the API that is used here does, with people who can't be saved. */
function hubSpot({ services }: World): void {
	services().set(HOST, ({ path, method }) => {
		if (path.includes('refused')) return { status: 400, body: { status: 'error', message: 'Email is not valid' } };
		if (method === 'POST' && path.startsWith('/contacts/v1/contact/createOrUpdate/email/')) {
			return { body: { vid: 501, isNew: true } };
		}
		if (method === 'GET' && path === '/contacts/v1/contact/vid/501/profile')
			return { body: { vid: 501, properties: {} } };
		return method === 'POST' && path === '/crm/v3/objects/notes' ? { status: 201, body: { id: '9' } } : undefined;
	});
}

export default function updateCrmHubSpot(world: World): void {
	const { services } = world;

	test('notes each chat at the contact, and names those that HubSpot refused', async () => {
		hubSpot(world);
		const workflow = await publish(world, 'update-crm-hubspot', {
			credentials: { hubspotAppToken: { appToken: TOKEN } },
		});
		const known = endedChat(world, ['Where is <order> 4711?'], { metadata: { email: ' Ada@Example.com ' } });
		const [first] = await executionsOf(world, workflow, 1);
		expect(first).toMatchObject({ status: 'success', received: [{ chat_id: known }] });

		const { requests } = services();
		const sent = requests.filter(({ host }) => host === HOST);
		expect(sent.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
		const [contact] = sent;
		expect(contact?.path).toMatch(/\/createOrUpdate\/email\/ada(@|%40)example\.com$/);
		const note = sent.find(({ path }) => path.endsWith('/notes'));
		expect(note?.body).toMatchObject({
			properties: { hs_note_body: expect.stringContaining('&lt;order&gt; 4711') as string },
			associations: [{ to: { id: 501 }, types: [{ associationTypeId: 202 }] }],
		});
		expect(JSON.stringify(note?.body)).toContain(known);

		const anonymous = endedChat(world, ['Hello']);
		const [, second] = await executionsOf(world, workflow, 2);
		expect(second?.output.get('Say that there is no email')).toMatchObject([{ chat_id: anonymous }]);

		const refused = endedChat(world, ['Hello'], { metadata: { email: 'refused@example.com' } });
		const [, , third] = await executionsOf(world, workflow, 3);
		expectFailure(third, `Not saved in HubSpot: ${refused}`);
		expect(requests.filter(({ path }) => path.endsWith('/notes'))).toHaveLength(1);
	});
}
